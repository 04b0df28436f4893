package io.switchhook.systemtests.interop;

import static java.util.Map.entry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** baresip 1.0 as a phone without hardware: plays a tone, records what it hears, and is driven over its control port. */
final class BaresipPeer implements AutoCloseable {
    private static final Duration READY_WITHIN = Duration.ofSeconds(15);
    private static final int RTP_PORTS = 20;
    private static final double ENOUGH_SECONDS = 1.2;

    private final Phone phone;
    private final Path folder;
    private final PeerProcess process;
    private final BaresipControl control;

    private BaresipPeer(Phone phone, Path folder, PeerProcess process, BaresipControl control) {
        this.phone = phone;
        this.folder = folder;
        this.process = process;
        this.control = control;
    }

    /**
     * Number and secret, the registrar's port, the tone it plays (Hz), whether it answers by itself, {@code udp} or {@code tcp}, its codecs as it names them, and further
     * parameters of its account, each behind a semicolon.
     */
    record Phone(
            String user,
            String secret,
            int registrarPort,
            int toneHz,
            boolean answers,
            String transport,
            String codecs,
            String parameters) {
        private static final String G711 = "PCMA/8000/1,PCMU/8000/1";

        static Phone answering(String user, String secret, int registrarPort, int toneHz) {
            return new Phone(user, secret, registrarPort, toneHz, true, "udp", G711, "");
        }

        static Phone manual(String user, String secret, int registrarPort, int toneHz) {
            return new Phone(user, secret, registrarPort, toneHz, false, "udp", G711, "");
        }

        Phone overTcp() {
            return new Phone(user, secret, registrarPort, toneHz, answers, "tcp", codecs, parameters);
        }

        /** {@code G722/16000/1} or {@code opus/48000/2}. */
        Phone speaking(String others) {
            return new Phone(user, secret, registrarPort, toneHz, answers, transport, others, parameters);
        }

        /** @param how {@code srtp} for keys beside RTP/AVP, {@code srtp-mand} for RTP/SAVP, {@code srtp-mandf} for RTP/SAVPF */
        Phone encrypting(String how) {
            return new Phone(user, secret, registrarPort, toneHz, answers, transport, codecs, ";mediaenc=" + how);
        }

        /** With its module for ICE, which asks that STUN server where it is seen. */
        Phone byIce(int stunPort) {
            var how = ";medianat=ice;stunserver=stun:127.0.0.1:" + stunPort;
            return new Phone(user, secret, registrarPort, toneHz, answers, transport, codecs, parameters + how);
        }
    }

    /** Returns when the phone is registered. */
    static BaresipPeer start(Path parent, FreePorts ports, Phone phone) {
        return start(parent, ports, phone, "");
    }

    /** @param more lines of its configuration, modules for one */
    static BaresipPeer start(Path parent, FreePorts ports, Phone phone, String more) {
        int controlPort = ports.one();
        int rtp = ports.range(RTP_PORTS);
        try {
            Path folder = Files.createDirectories(parent.resolve("baresip-" + phone.user()));
            Map<String, String> values = Map.ofEntries(
                    entry("user", phone.user()),
                    entry("secret", phone.secret()),
                    entry("port", Integer.toString(phone.registrarPort())),
                    entry("transport", phone.transport()),
                    entry("codecs", phone.codecs()),
                    entry("answerMode", (phone.answers() ? "auto" : "manual") + phone.parameters()),
                    entry("tone", Integer.toString(phone.toneHz())),
                    entry("sipPort", Integer.toString(ports.one())),
                    entry("controlPort", Integer.toString(controlPort)),
                    entry("rtpRange", rtp + "-" + (rtp + RTP_PORTS - 1)),
                    entry("folder", folder.toString()));
            Files.writeString(folder.resolve("config"), Template.fill("baresip/config", values) + more);
            Files.writeString(folder.resolve("accounts"), "");
            Files.writeString(folder.resolve("contacts"), "");
            PeerProcess process = PeerProcess.start(
                    "baresip-" + phone.user(), folder, Map.of(), List.of("baresip", "-f", folder.toString()));
            BaresipControl control = connect(process, controlPort);
            // Its module for mailboxes subscribes without end if the account is registered within a millisecond of the
            // module's start.
            control.command("uanew", Template.fill("baresip/account", values).strip());
            BaresipPeer peer = new BaresipPeer(phone, folder, process, control);
            peer.awaitRegistered();
            return peer;
        } catch (IOException e) {
            throw new AssertionError("cannot prepare baresip's folder", e);
        }
    }

    private static BaresipControl connect(PeerProcess process, int controlPort) {
        Deadline.in(READY_WITHIN)
                .await(
                        "baresip listens for its control",
                        () -> FreePorts.tcpInUse(controlPort) || !process.alive(),
                        process::report);
        return BaresipControl.connect(controlPort, process::report);
    }

    private void awaitRegistered() {
        Predicate<String> registered = line -> line.contains("200 OK") && line.contains("binding");
        Deadline.in(READY_WITHIN)
                .await(
                        phone.user() + " is registered",
                        () -> process.stdoutLines().stream().anyMatch(registered)
                                || process.stderrLines().stream().anyMatch(registered),
                        process::report);
    }

    /** Calls a number or URI. */
    void dial(String target) {
        control.command("dial", target);
    }

    /** Blind-transfers the current call. */
    void transfer(String target) {
        control.command("transfer", target);
    }

    void accept() {
        control.command("accept", "");
    }

    /** Ends the current call; a ringing one is refused with 486. */
    void hangUp() {
        control.command("hangup", "");
    }

    void hold() {
        control.command("hold", "");
    }

    void resume() {
        control.command("resume", "");
    }

    /**
     * Waits for the next event of this type, e.g. {@code CALL_ESTABLISHED}, not looked at by an earlier call with the same type.
     *
     * @return the event's members, among them {@code peeruri}, {@code direction}, {@code id} (the Call-ID) and {@code param}
     */
    Map<String, Object> awaitEvent(String type, Duration within) {
        return control.awaitEvent(type, within);
    }

    /** How many events of this type came so far. */
    long events(String type) {
        return control.count(type);
    }

    /**
     * Waits until the phone has heard {@link #ENOUGH_SECONDS} more of a tone than when this was called: long enough, too, that the next call's
     * recording gets another name, as baresip names them by the second. baresip 1.0 stops recording a call at its first re-INVITE, though it
     * goes on talking: after a hold ask the other side instead.
     */
    void awaitHearing(int hz, Duration within) {
        double before = secondsHeard(hz);
        Deadline.in(within)
                .await(
                        phone.user() + " hears " + hz + " Hz",
                        () -> secondsHeard(hz) >= before + ENOUGH_SECONDS,
                        this::report);
    }

    /** Seconds of a tone in all recordings of what came in. */
    double secondsHeard(int hz) {
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().endsWith("-dec.wav"))
                    .mapToDouble(file -> RecordedAudio.readBegun(file).secondsOf(hz))
                    .sum();
        } catch (IOException e) {
            throw new AssertionError("cannot list " + folder, e);
        }
    }

    String report() {
        return control.log() + process.report();
    }

    @Override
    public void close() {
        control.close();
        process.close();
    }
}

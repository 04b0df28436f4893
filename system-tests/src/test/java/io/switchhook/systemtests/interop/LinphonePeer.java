package io.switchhook.systemtests.interop;

import static java.util.Map.entry;

import io.switchhook.media.tone.ToneSource;
import io.switchhook.phone.WavRecorder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * linphone 5.1 on its command line, as a phone without hardware: it plays a tone from a file, records what it hears, and is told line by line what to do. What it says of its
 * calls, which it numbers from 1, stands on its standard output; its log holds every message.
 */
final class LinphonePeer implements AutoCloseable {
    private static final Duration READY_WITHIN = Duration.ofSeconds(30);
    private static final int RTP_PORTS = 20;
    private static final int SECONDS_PLAYED = 60;
    private static final double ENOUGH_SECONDS = 0.8;

    private final Phone phone;
    private final Path folder;
    private final PeerProcess process;
    private final Map<String, Integer> seen = new HashMap<>();
    private int recordings;

    private LinphonePeer(Phone phone, Path folder, PeerProcess process) {
        this.phone = phone;
        this.folder = folder;
        this.process = process;
    }

    /**
     * Number and secret, the registrar's port, the tone it plays (Hz), whether it answers by itself, {@code udp}, {@code tcp} or {@code tls}, the rate of its files in hertz, and
     * more of its configuration, whose sections add to the earlier ones.
     */
    record Phone(
            String user,
            String secret,
            int registrarPort,
            int toneHz,
            boolean answers,
            String transport,
            int rate,
            String more) {
        private static final int TELEPHONE = 8_000;

        static Phone answering(String user, String secret, int registrarPort, int toneHz) {
            return new Phone(user, secret, registrarPort, toneHz, true, "udp", TELEPHONE, "");
        }

        static Phone manual(String user, String secret, int registrarPort, int toneHz) {
            return new Phone(user, secret, registrarPort, toneHz, false, "udp", TELEPHONE, "");
        }

        Phone over(String otherTransport) {
            return new Phone(user, secret, registrarPort, toneHz, answers, otherTransport, rate, more);
        }

        Phone recordingAt(int hertz) {
            return new Phone(user, secret, registrarPort, toneHz, answers, transport, hertz, more);
        }

        Phone with(String section, String... lines) {
            return new Phone(
                    user,
                    secret,
                    registrarPort,
                    toneHz,
                    answers,
                    transport,
                    rate,
                    more + "[" + section + "]\n" + String.join("\n", lines) + "\n\n");
        }

        /** @param how {@code srtp} or {@code dtls}; calls without it are refused */
        Phone encrypting(String how) {
            return with("sip", "media_encryption=" + how, "media_encryption_mandatory=1");
        }
    }

    /** Returns when the phone is registered. */
    static LinphonePeer start(Path parent, FreePorts ports, Phone phone) {
        int sip = ports.one();
        int rtp = ports.range(RTP_PORTS);
        try {
            Path folder = Files.createDirectories(parent.resolve("linphone-" + phone.user()));
            // Where it keeps its databases; it does not make the folder itself.
            Files.createDirectories(folder.resolve(".local/share/linphone"));
            Map<String, String> values = Map.ofEntries(
                    entry("user", phone.user()),
                    entry("secret", phone.secret()),
                    entry("port", Integer.toString(phone.registrarPort())),
                    entry("transport", phone.transport()),
                    entry("udpPort", phone.transport().equals("udp") ? Integer.toString(sip) : "0"),
                    entry("tcpPort", phone.transport().equals("tcp") ? Integer.toString(sip) : "0"),
                    entry("tlsPort", phone.transport().equals("tls") ? Integer.toString(sip) : "0"),
                    entry("uuid", UUID.randomUUID().toString()),
                    entry("rtpRange", rtp + "-" + (rtp + RTP_PORTS - 1)));
            Files.writeString(
                    folder.resolve("linphonerc"), Template.fill("linphone/linphonerc", values) + phone.more());
            writeTone(folder.resolve("tone.wav"), phone.rate(), phone.toneHz());
            List<String> command = new ArrayList<>(List.of("linphonec", "-c", "linphonerc", "-d", "6", "-l", "log"));
            if (phone.answers()) {
                command.add("-a");
            }
            LinphonePeer peer = new LinphonePeer(
                    phone,
                    folder,
                    PeerProcess.startListening(
                            "linphone-" + phone.user(),
                            folder,
                            Map.of("HOME", folder.toString(), "PULSE_RUNTIME_PATH", folder.toString()),
                            command));
            peer.tell("soundcard use files");
            peer.tell("play " + folder.resolve("tone.wav"));
            peer.recordAnew();
            peer.awaitLogged("to [LinphoneRegistrationOk]", READY_WITHIN);
            return peer;
        } catch (IOException e) {
            throw new AssertionError("cannot prepare linphone's folder", e);
        }
    }

    /** Long enough for a call: it starts the file again after a pause. */
    private static void writeTone(Path file, int rate, int hertz) throws IOException {
        var samples = new short[rate];
        var tone = new ToneSource(rate, hertz);
        try (var wav = WavRecorder.open(file, rate)) {
            for (int i = 0; i < SECONDS_PLAYED; i++) {
                tone.read(samples, 0, samples.length);
                wav.write(samples, 0, samples.length);
            }
        }
    }

    /** Gives it a command, as its user types it: {@code call 853}, {@code pause}, or a digit in a call. */
    void tell(String command) {
        process.tell(command);
    }

    private Path recordAnew() {
        recordings++;
        Path file = folder.resolve("heard-" + recordings + ".wav");
        tell("record " + file);
        return file;
    }

    /**
     * Waits for the next line with these words not looked at by an earlier call with the same words.
     *
     * @return the line
     */
    String await(String words, Duration within) {
        return Deadline.in(within).awaitValue("linphone says \"" + words + "\"", () -> next(words), this::report);
    }

    private Optional<String> next(String words) {
        List<String> lines = process.stdoutLines();
        for (int i = seen.getOrDefault(words, 0); i < lines.size(); i++) {
            if (lines.get(i).contains(words)) {
                seen.put(words, i + 1);
                return Optional.of(lines.get(i));
            }
        }
        return Optional.empty();
    }

    /** Waits until its log holds these words. */
    void awaitLogged(String words, Duration within) {
        Deadline.in(within).await("linphone logs \"" + words + "\"", () -> log().contains(words), this::report);
    }

    /** All messages, and what it thinks of them. */
    String log() {
        return PeerProcess.read(folder.resolve("log"));
    }

    /** Waits until it hears a tone, in a recording that begins now. */
    void awaitHearing(int hz, Duration within) {
        Path file = recordAnew();
        Deadline.in(within)
                .await(
                        phone.user() + " hears " + hz + " Hz",
                        () -> RecordedAudio.readUnclosed(file, phone.rate()).secondsOf(hz) >= ENOUGH_SECONDS,
                        this::report);
    }

    String report() {
        return process.report() + PeerProcess.tail(folder.resolve("log"));
    }

    @Override
    public void close() {
        process.close();
    }
}

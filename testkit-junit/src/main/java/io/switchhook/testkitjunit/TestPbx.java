package io.switchhook.testkitjunit;

import io.switchhook.base.net.IpLiteral;
import io.switchhook.pbx.Pbx;
import io.switchhook.phone.PhoneConfig;
import io.switchhook.phone.PhoneLine;
import io.switchhook.phone.SipAccount;
import io.switchhook.phone.SoftPhone;
import io.switchhook.stack.flow.ListenPoint;
import io.switchhook.stack.trace.Ladder;
import io.switchhook.stack.trace.TraceEvent;
import io.switchhook.stack.trace.TraceLog;
import io.switchhook.testkit.Pump;
import io.switchhook.testkit.RtpProbe;
import io.switchhook.testkit.ScriptedPeer;
import io.switchhook.transport.RealWorld;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * The PBX of one test and who is registered at it, on the loopback of this machine. Everything of it is closed after the test. Its methods are for the thread of
 * the test.
 */
public final class TestPbx {
    /** Some thousands of messages. */
    private static final int TRACE_BYTES = 4 * 1024 * 1024;

    private final TraceLog log = new TraceLog(TRACE_BYTES);
    private final RealWorld peerWorld = RealWorld.open();
    private final UnaryOperator<PhoneConfig> phoneConfig;
    private final Set<String> numbers;
    private final Map<String, SoftPhone> phones = new LinkedHashMap<>();
    private final Map<String, ScriptedPeer> peers = new LinkedHashMap<>();
    private final List<RtpProbe> probes = new ArrayList<>();
    private final Pbx pbx;

    TestPbx(Set<String> numbers, UnaryOperator<Pbx.Builder> pbxConfig, UnaryOperator<PhoneConfig> phoneConfig) {
        this.numbers = numbers;
        this.phoneConfig = phoneConfig;
        var builder = Pbx.builder().listen("udp:127.0.0.1:0").listen("tcp:127.0.0.1:0");
        numbers.forEach(number -> builder.extension(number, secretOf(number)));
        this.pbx = pbxConfig.apply(builder.trace(log)).start();
    }

    public Pbx pbx() {
        return pbx;
    }

    /** Where the PBX listens on UDP. */
    public InetSocketAddress address() {
        return pbx.listenPoints().get(0).address();
    }

    /** The secret of an extension; it is known to everybody and good for tests alone. */
    public String secretOf(String number) {
        return "secret-" + number;
    }

    /**
     * What a telephone needs to register as this extension.
     *
     * @throws IllegalArgumentException when the PBX has no such extension: name it with {@link Extension} or {@link PbxExtension#withNumbers}
     */
    public SipAccount account(String number) {
        requireKnown(number);
        return SipAccount.builder("sip:" + number + "@" + IpLiteral.asHostPort(address()))
                .secret(secretOf(number))
                .build();
    }

    private void requireKnown(String number) {
        if (!numbers.contains(number)) {
            throw new IllegalArgumentException("The PBX of this test has the extensions " + numbers + " and no \""
                    + number + "\"; give it by PbxExtension.withNumbers");
        }
    }

    /**
     * The telephone of this extension, registered when it is first asked for.
     *
     * @throws AssertionError when it cannot register
     */
    public SoftPhone phone(String number) {
        var known = phones.get(number);
        if (known != null) {
            return known;
        }
        var account = account(number);
        var config = PhoneConfig.DEFAULT
                .withListen(ListenPoint.parse("udp:127.0.0.1:0", 0), ListenPoint.parse("tcp:127.0.0.1:0", 0))
                .withTrace(this::seenByPhone);
        var phone = SoftPhone.create(phoneConfig.apply(config));
        phones.put(number, phone);
        var outcome = phone.createLine(account).register().join();
        if (!outcome.isRegistered()) {
            throw new AssertionError("The telephone of " + number + " cannot register: " + outcome);
        }
        return phone;
    }

    /** The line of {@link #phone}. */
    public PhoneLine line(String number) {
        return phone(number).lines().get(0);
    }

    /**
     * A scripted peer on UDP that is registered as this extension, and sends to the PBX where it is not told otherwise. It answers BYE by itself when the test is over.
     *
     * @throws AssertionError when it cannot register
     */
    public ScriptedPeer peer(String number) {
        requireKnown(number);
        var known = peers.get(number);
        if (known != null) {
            return known;
        }
        try {
            var peer = ScriptedPeer.udp(number, peerWorld, Pump.realTime(), anyPort());
            peers.put(number, peer);
            peer.target(address()).register(secretOf(number));
            return peer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An RTP endpoint for the descriptions of a scripted peer. */
    public RtpProbe probe() {
        try {
            var probe = RtpProbe.open("probe " + (probes.size() + 1), peerWorld, Pump.realTime(), anyPort());
            probes.add(probe);
            return probe;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    /** All messages so far, and the decisions between them; secrets are masked. */
    public String ladder() {
        return Ladder.draw(log.events());
    }

    /** What goes between a telephone and the PBX is seen there; here, what goes past it. */
    private void seenByPhone(TraceEvent event) {
        boolean withPbx = event instanceof TraceEvent.Message message
                && pbx.listenPoints().stream().anyMatch(point -> point.address().equals(message.remote()));
        if (!withPbx) {
            log.onEvent(event);
        }
    }

    List<SoftPhone> phones() {
        return List.copyOf(phones.values());
    }

    List<ScriptedPeer> peers() {
        return List.copyOf(peers.values());
    }

    void closePeers() {
        probes.forEach(RtpProbe::close);
        peers().forEach(ScriptedPeer::close);
        peerWorld.close();
    }
}

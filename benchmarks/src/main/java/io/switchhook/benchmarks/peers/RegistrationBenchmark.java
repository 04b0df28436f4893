package io.switchhook.benchmarks.peers;

import io.switchhook.stack.proxy.ProxyServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * What does a registration cost the registrar, REGISTER, 401, REGISTER with credentials and 200, without kernel and network? Each is of another of a thousand users; 2,000 a
 * second pass in virtual time, so that 64,000 finished transactions wait. The telephone's two digests are in it.
 */
@State(Scope.Thread)
public class RegistrationBenchmark {
    private static final long STEP_NANOS = 500_000;
    private static final int USERS = 1000;
    private static final byte[] NONCE = "nonce=\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] OK = "SIP/2.0 200".getBytes(StandardCharsets.US_ASCII);
    private static final String SECOND_HASH = "REGISTER:sip:127.0.0.1:5060";

    private final InetSocketAddress telephone = new InetSocketAddress(InetAddress.getLoopbackAddress(), 5062);
    private final StillWorld world = new StillWorld(new Numbers(), this::onSent);
    private final ProxyServer registrar =
            Registrations.builder("MD5").world(world).start();
    private final Register first = new Register("register-1.txt");
    private final Register second = new Register("register-2.txt");
    private final byte[] nonce = new byte[43];
    private final MessageDigest md5;
    private final byte[] ha2;
    private final byte[][] ha1 = new byte[USERS][];
    private long registrations;
    private long accepted;

    public RegistrationBenchmark() {
        try {
            md5 = MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
        ha2 = hash(SECOND_HASH.getBytes(StandardCharsets.US_ASCII));
        for (int user = 0; user < USERS; user++) {
            ha1[user] = hash(String.format("user%03d:127.0.0.1:secret", user).getBytes(StandardCharsets.US_ASCII));
        }
    }

    private byte[] hash(byte[] text) {
        return HexFormat.of().formatHex(md5.digest(text)).getBytes(StandardCharsets.US_ASCII);
    }

    @Benchmark
    public long registration() {
        registrations++;
        int user = (int) (registrations % USERS);
        world.move(STEP_NANOS);
        world.receive(first.of(registrations, user), telephone);
        second.nonce.text(nonce);
        second.response.text(response(user));
        world.receive(second.of(registrations, user), telephone);
        return accepted;
    }

    private byte[] response(int user) {
        md5.update(ha1[user]);
        md5.update((byte) ':');
        md5.update(nonce);
        md5.update(":00000001:4711cafe:auth:".getBytes(StandardCharsets.US_ASCII));
        return hash(ha2);
    }

    long accepted() {
        return accepted;
    }

    int transactions() {
        var load = registrar.load();
        world.move(0);
        return load.join().serverTransactions();
    }

    private void onSent(ByteBuffer packet) {
        int begin = packet.position();
        if (Packet.holds(packet, begin, OK)) {
            accepted++;
            return;
        }
        int at = Packet.behind(packet, begin, NONCE);
        if (at != Packet.NOT_THERE) {
            packet.get(at, nonce);
        }
    }

    /** A REGISTER with the number of the registration and of the user in it, and with credentials where it has them. */
    private static final class Register {
        private final Template template;
        private final Template.Place number;
        private final Template.Place user;
        private final Template.Place nonce;
        private final Template.Place response;

        Register(String resource) {
            template = new Template(resource);
            number = template.place("00000000");
            user = template.place("user000").after("user".length());
            nonce = template.place("N".repeat(43));
            response = template.place("R".repeat(32));
        }

        ByteBuffer of(long registration, int ofUser) {
            number.number(registration);
            user.number(ofUser);
            return template.bytes();
        }
    }
}

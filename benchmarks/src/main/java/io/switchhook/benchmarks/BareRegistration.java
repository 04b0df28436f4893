package io.switchhook.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;

/**
 * The yardstick for the start of {@code switchhook register --once}: registers over UDP, answers the challenge, gives the
 * registration up and ends, with nothing but the JDK and no care for loss, other messages or anything else. Arguments:
 * user, secret, port of the registrar on 127.0.0.1.
 */
public final class BareRegistration {
    private final String user;
    private final String secret;
    private final DatagramChannel channel;
    private final InetSocketAddress registrar;
    private final String local;
    private final String uri;
    private int sequence;

    private BareRegistration(String user, String secret, int port, DatagramChannel channel) throws IOException {
        this.user = user;
        this.secret = secret;
        this.channel = channel;
        var loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        this.registrar = new InetSocketAddress(loopback, port);
        channel.bind(new InetSocketAddress(loopback, 0));
        this.local = "127.0.0.1:" + channel.socket().getLocalPort();
        this.uri = "sip:127.0.0.1:" + port;
    }

    public static void main(String[] args) throws IOException, GeneralSecurityException {
        try (var channel = DatagramChannel.open()) {
            var run = new BareRegistration(args[0], args[1], Integer.parseInt(args[2]), channel);
            var challenge = run.exchange(600, "");
            run.expect(run.exchange(600, run.credentials(challenge)), 200);
            var second = run.exchange(0, "");
            run.expect(second.startsWith("SIP/2.0 401") ? run.exchange(0, run.credentials(second)) : second, 200);
        }
    }

    private void expect(String response, int status) {
        if (!response.startsWith("SIP/2.0 " + status)) {
            throw new IllegalStateException("Expected " + status + ", got "
                    + response.lines().findFirst().orElse("nothing"));
        }
    }

    private String exchange(int expires, String authorization) throws IOException {
        sequence++;
        var request = "REGISTER " + uri + " SIP/2.0\r\n"
                + "Via: SIP/2.0/UDP " + local + ";branch=z9hG4bKbare" + sequence + System.nanoTime() + ";rport\r\n"
                + "Max-Forwards: 70\r\n"
                + "From: <sip:" + user + "@127.0.0.1>;tag=bare\r\n"
                + "To: <sip:" + user + "@127.0.0.1>\r\n"
                + "Call-ID: bare-" + local + "-" + System.nanoTime() + "\r\n"
                + "CSeq: " + sequence + " REGISTER\r\n"
                + "Contact: <sip:" + user + "@" + local + ">\r\n"
                + "Expires: " + expires + "\r\n"
                + authorization
                + "Content-Length: 0\r\n\r\n";
        channel.send(ByteBuffer.wrap(request.getBytes(StandardCharsets.UTF_8)), registrar);
        var buffer = ByteBuffer.allocate(4096);
        channel.receive(buffer);
        return new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8);
    }

    /** RFC 7616 §3.4 with SHA-256, the first that our PBX offers. */
    private String credentials(String challenge) throws GeneralSecurityException {
        expect(challenge, 401);
        var realm = parameter(challenge, "realm");
        var nonce = parameter(challenge, "nonce");
        var first = hash(user + ":" + realm + ":" + secret);
        var response = hash(first + ":" + nonce + ":00000001:bare:auth:" + hash("REGISTER:" + uri));
        return "Authorization: Digest username=\"" + user + "\", realm=\"" + realm + "\", nonce=\"" + nonce
                + "\", uri=\"" + uri + "\", response=\"" + response
                + "\", algorithm=SHA-256, qop=auth, nc=00000001, cnonce=\"bare\"\r\n";
    }

    private static String parameter(String challenge, String name) {
        int begin = challenge.indexOf(name + "=\"") + name.length() + 2;
        return challenge.substring(begin, challenge.indexOf('"', begin));
    }

    private static String hash(String text) throws GeneralSecurityException {
        var digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        var hex = new StringBuilder();
        for (byte b : digest) {
            hex.append(Character.forDigit(b >> 4 & 15, 16)).append(Character.forDigit(b & 15, 16));
        }
        return hex.toString();
    }
}

package io.switchhook.systemtests.interop;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Single requests over UDP, written by hand: to ask whether a peer is ready, and to prove a registrar's digest. */
final class RawSip implements AutoCloseable {
    private static final Duration ANSWER_WITHIN = Duration.ofMillis(500);

    private final DatagramSocket socket;
    private final int remotePort;
    private int cseq;

    RawSip(int remotePort) {
        this.remotePort = remotePort;
        try {
            socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new AssertionError("no UDP socket on loopback", e);
        }
    }

    /** Sends an OPTIONS to the peer itself; the answer if one comes in time. */
    Optional<String> options() {
        return exchange("OPTIONS", "sip:127.0.0.1:" + remotePort, "ping", "");
    }

    /** Sends a REGISTER with these further header lines, each ended by CRLF; the answer if one comes in time. */
    Optional<String> register(String user, String moreHeaders) {
        String contact = "Contact: <sip:" + user + "@127.0.0.1:" + socket.getLocalPort() + ">\r\n";
        return exchange("REGISTER", "sip:127.0.0.1:" + remotePort, user, contact + moreHeaders);
    }

    /** Sends these very bytes. */
    void send(String message) {
        byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
        try {
            socket.send(new DatagramPacket(bytes, bytes.length, InetAddress.getLoopbackAddress(), remotePort));
        } catch (IOException e) {
            throw new AssertionError("cannot send over loopback", e);
        }
    }

    /** The next message, if one comes in time. */
    Optional<String> receive(Duration within) {
        DatagramPacket answer = new DatagramPacket(new byte[8192], 8192);
        try {
            socket.setSoTimeout((int) within.toMillis());
            socket.receive(answer);
            return Optional.of(new String(answer.getData(), 0, answer.getLength(), StandardCharsets.ISO_8859_1));
        } catch (SocketTimeoutException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new AssertionError("cannot receive over loopback", e);
        }
    }

    int localPort() {
        return socket.getLocalPort();
    }

    private Optional<String> exchange(String method, String uri, String user, String moreHeaders) {
        cseq++;
        String own = "127.0.0.1:" + socket.getLocalPort();
        String address = "<sip:" + user + "@127.0.0.1:" + remotePort + ">";
        String request = method + " " + uri + " SIP/2.0\r\n"
                + "Via: SIP/2.0/UDP " + own + ";branch=z9hG4bKraw" + socket.getLocalPort() + "x" + cseq + ";rport\r\n"
                + "From: " + address + ";tag=raw\r\nTo: " + address + "\r\n"
                + "Call-ID: raw" + socket.getLocalPort() + "\r\nCSeq: " + cseq + " " + method + "\r\n"
                + "Max-Forwards: 70\r\n" + moreHeaders + "Content-Length: 0\r\n\r\n";
        send(request);
        return receive(ANSWER_WITHIN);
    }

    /** A quoted or plain parameter of the challenge in an answer. */
    static String challengeParameter(String answer, String name) {
        Matcher found = Pattern.compile("[ ,]" + name + "=\"?([^\",\r]+)").matcher(answer);
        if (!found.find()) {
            throw new AssertionError("no " + name + " in the challenge of\n" + answer);
        }
        return found.group(1);
    }

    @Override
    public void close() {
        socket.close();
    }
}

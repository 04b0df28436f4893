package io.switchhook.transport;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A WebSocket client made by hand of RFC 6455, so that it can do everything wrong. */
final class RawWebSocket implements AutoCloseable {
    static final int CONTINUATION = 0;
    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;

    private static final byte[] MASK = {1, 2, 3, 4};

    /** A frame of the server. */
    record Frame(int opcode, byte[] payload) {
        int closeCode() {
            return ByteBuffer.wrap(payload).getShort();
        }
    }

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;

    private RawWebSocket(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(20_000);
        in = new DataInputStream(socket.getInputStream());
        out = socket.getOutputStream();
    }

    static RawWebSocket connect(InetSocketAddress server) throws IOException {
        return new RawWebSocket(new Socket(server.getAddress(), server.getPort()));
    }

    /** Connected, with the handshake done. */
    static RawWebSocket open(InetSocketAddress server) throws IOException {
        var raw = connect(server);
        raw.send(handshake());
        var answer = raw.readHead();
        if (!answer.startsWith("HTTP/1.1 101 ")) {
            throw new IOException(answer);
        }
        return raw;
    }

    /** RFC 7118 §4.1. */
    static String handshake(String... further) {
        return request("GET / HTTP/1.1", "Sec-WebSocket-Protocol: sip", List.of(further));
    }

    static String request(String line, String protocol, List<String> further) {
        var text =
                new StringBuilder(line + "\r\nHost: sip-ws.example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n");
        if (!protocol.isEmpty()) {
            text.append(protocol).append("\r\n");
        }
        further.forEach(header -> text.append(header).append("\r\n"));
        return text.append("\r\n").toString();
    }

    void send(String text) throws IOException {
        send(text.getBytes(StandardCharsets.UTF_8));
    }

    void send(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    void sendFrame(int opcode, boolean last, byte[] payload) throws IOException {
        send(frame(opcode, last, true, payload));
    }

    static byte[] frame(int opcode, boolean last, boolean masked, byte[] payload) {
        var frame = new ByteArrayOutputStream();
        frame.write(opcode | (last ? 0x80 : 0));
        int bit = masked ? 0x80 : 0;
        if (payload.length < 126) {
            frame.write(bit | payload.length);
        } else if (payload.length < 65_536) {
            frame.write(bit | 126);
            frame.write(payload.length >> 8);
            frame.write(payload.length);
        } else {
            frame.write(bit | 127);
            frame.writeBytes(ByteBuffer.allocate(8).putLong(payload.length).array());
        }
        if (masked) {
            frame.writeBytes(MASK);
            for (int i = 0; i < payload.length; i++) {
                frame.write(payload[i] ^ MASK[i % 4]);
            }
        } else {
            frame.writeBytes(payload);
        }
        return frame.toByteArray();
    }

    /** The head of an HTTP answer. */
    String readHead() throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.readUnsignedByte());
        }
        return head.toString();
    }

    /** An HTTP answer with all that follows until the end. */
    String readAll() throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }

    Frame readFrame() throws IOException {
        int opcode = in.readUnsignedByte() & 0x0f;
        int length = in.readUnsignedByte() & 0x7f;
        if (length == 126) {
            length = in.readUnsignedShort();
        } else if (length == 127) {
            length = (int) in.readLong();
        }
        return new Frame(opcode, in.readNBytes(length));
    }

    /** The status that the server closes with; what else it says before is passed over. */
    int awaitClose() throws IOException {
        var frame = readFrame();
        while (frame.opcode() != CLOSE) {
            frame = readFrame();
        }
        return frame.closeCode();
    }

    /** Whether the server has ended the connection, orderly or not; what it says before is passed over. */
    boolean awaitEnd() throws IOException {
        try {
            while (true) {
                in.readUnsignedByte();
            }
        } catch (EOFException | SocketException e) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

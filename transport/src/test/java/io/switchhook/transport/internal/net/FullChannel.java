package io.switchhook.transport.internal.net;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.MembershipKey;
import java.nio.channels.spi.SelectorProvider;
import java.util.Optional;
import java.util.Set;

/** A channel that sends nothing, for the reason that a test gives. */
final class FullChannel extends DatagramChannel {
    private final InetSocketAddress local = new InetSocketAddress(InetAddress.getLoopbackAddress(), 5060);
    private final Optional<String> failure;

    /** @param failure what the system says; empty when it takes no byte and says nothing */
    FullChannel(Optional<String> failure) {
        super(SelectorProvider.provider());
        this.failure = failure;
    }

    @Override
    public int send(ByteBuffer packet, SocketAddress to) throws IOException {
        if (failure.isPresent()) {
            throw new IOException(failure.get());
        }
        return 0;
    }

    @Override
    public SocketAddress getLocalAddress() {
        return local;
    }

    @Override
    protected void implCloseSelectableChannel() {
        // It holds nothing.
    }

    @Override
    protected void implConfigureBlocking(boolean block) {
        // It never blocks.
    }

    // Nobody asks for what follows.

    @Override
    public DatagramChannel bind(SocketAddress address) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <T> DatagramChannel setOption(SocketOption<T> name, T value) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <T> T getOption(SocketOption<T> name) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Set<SocketOption<?>> supportedOptions() {
        return Set.of();
    }

    @Override
    public DatagramSocket socket() {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean isConnected() {
        return false;
    }

    @Override
    public DatagramChannel connect(SocketAddress remote) {
        throw new UnsupportedOperationException();
    }

    @Override
    public DatagramChannel disconnect() {
        throw new UnsupportedOperationException();
    }

    @Override
    public SocketAddress getRemoteAddress() {
        throw new UnsupportedOperationException();
    }

    @Override
    public SocketAddress receive(ByteBuffer target) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int read(ByteBuffer target) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long read(ByteBuffer[] targets, int offset, int length) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int write(ByteBuffer source) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) {
        throw new UnsupportedOperationException();
    }

    @Override
    public MembershipKey join(InetAddress group, NetworkInterface through) {
        throw new UnsupportedOperationException();
    }

    @Override
    public MembershipKey join(InetAddress group, NetworkInterface through, InetAddress source) {
        throw new UnsupportedOperationException();
    }
}

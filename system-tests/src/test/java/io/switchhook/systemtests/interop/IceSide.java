package io.switchhook.systemtests.interop;

import io.switchhook.base.random.Randomness;
import io.switchhook.ice.IceAgent;
import io.switchhook.ice.IceCredentials;
import io.switchhook.ice.IceListener;
import io.switchhook.ice.IcePace;
import io.switchhook.ice.IcePair;
import io.switchhook.ice.ServerStreams;
import io.switchhook.sdp.IceCandidate;
import io.switchhook.sdp.IceDescription;
import io.switchhook.stun.ChannelData;
import io.switchhook.stun.StunAttribute;
import io.switchhook.stun.StunKind;
import io.switchhook.stun.StunMessage;
import io.switchhook.stun.TransactionId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** An ICE agent on a real port with a clock that the test turns, so that minutes pass as soon as what was asked is answered. One thread. */
final class IceSide implements IceListener, AutoCloseable {
    private final DatagramChannel channel;
    private final IceAgent agent;
    private final IceCredentials credentials;
    private final Predicate<InetSocketAddress> passes;
    private final Set<TransactionId> open = new HashSet<>();
    private final ByteBuffer packet = ByteBuffer.allocate(2_000);
    private Optional<List<String>> troubles = Optional.empty();
    private List<IcePair> selected = List.of();
    private final List<String> failures = new ArrayList<>();
    private int media;

    /** @param passes where its datagrams may go and come from; others are lost */
    IceSide(Randomness random, Predicate<InetSocketAddress> passes) throws IOException {
        this.passes = passes;
        channel = DatagramChannel.open().bind(new InetSocketAddress("127.0.0.1", 0));
        channel.configureBlocking(false);
        credentials = IceCredentials.draw(random);
        agent = new IceAgent(false, this::send, ServerStreams.NONE, this, random, new IcePace());
        agent.expect(credentials);
    }

    IceAgent agent() {
        return agent;
    }

    InetSocketAddress address() {
        try {
            return (InetSocketAddress) channel.getLocalAddress();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void run(IceSide other, boolean controlling, long nowNanos) {
        var theirs = new IceDescription(
                other.credentials.ufrag(),
                other.credentials.password(),
                other.agent.candidates(),
                false,
                List.of("ice2"),
                Map.of(),
                false);
        agent.run(credentials, theirs, controlling, 1, nowNanos);
    }

    private void send(int component, ByteBuffer bytes, InetSocketAddress to) {
        if (!passes.test(to)) {
            return;
        }
        stun(bytes).filter(message -> message.kind() == StunKind.REQUEST).ifPresent(asked -> open.add(asked.id()));
        try {
            channel.send(bytes.duplicate(), to);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The message in it, and where that is passed on by a server, what is passed on. */
    private static Optional<StunMessage> stun(ByteBuffer bytes) {
        var inChannel = ChannelData.parse(bytes.duplicate());
        if (inChannel.isPresent()) {
            return stun(inChannel.get().data());
        }
        var message = StunMessage.parse(bytes.duplicate());
        var passedOn = message.filter(each -> each.kind() == StunKind.INDICATION)
                .flatMap(each -> each.value(StunAttribute.DATA));
        return passedOn.isPresent() ? stun(passedOn.get()) : message;
    }

    /** Takes what has come. */
    void receive(long nowNanos) {
        try {
            packet.clear();
            for (var from = channel.receive(packet); from != null; from = channel.receive(packet)) {
                packet.flip();
                if (passes.test((InetSocketAddress) from)) {
                    take((InetSocketAddress) from, nowNanos);
                }
                packet.clear();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void take(InetSocketAddress from, long nowNanos) {
        stun(packet)
                .filter(message -> message.kind() != StunKind.REQUEST)
                .ifPresent(answer -> open.remove(answer.id()));
        if (!agent.onDatagram(1, packet, from, nowNanos)) {
            media++;
        }
    }

    /** Whether every question has its answer. */
    boolean isAnswered() {
        return open.isEmpty();
    }

    /** Empty before all servers have been asked. */
    Optional<List<String>> troubles() {
        return troubles;
    }

    Optional<IcePair> selected() {
        return selected.stream().findFirst();
    }

    List<String> failures() {
        return failures;
    }

    /** How many packets of media have come. */
    int media() {
        return media;
    }

    @Override
    public void onGathered(List<IceCandidate> candidates, List<String> said) {
        troubles = Optional.of(said);
    }

    @Override
    public void onSelected(List<IcePair> pairs) {
        selected = pairs;
    }

    @Override
    public void onFailed(String reason) {
        failures.add(reason);
    }

    @Override
    public void onRelayed(int component, ByteBuffer bytes, InetSocketAddress from, long nowNanos) {
        media++;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

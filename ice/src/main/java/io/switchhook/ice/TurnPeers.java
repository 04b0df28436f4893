package io.switchhook.ice;

import io.switchhook.base.timer.Timed;
import io.switchhook.stun.ChannelData;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Whom an allocation exchanges packets with: who is permitted, over which channel, and until when (RFC 8656 §9, §12). */
final class TurnPeers {
    /** As many as candidates of the other side are looked at. */
    private static final int MOST = 64;

    private static final int HELD = 4;
    /** RFC 8656 §9: a permission lasts five minutes, renewed by a new request only. */
    private static final long PERMISSION_NANOS = Duration.ofMinutes(4).toNanos();
    /** RFC 8656 §12: a channel lasts ten minutes. */
    private static final long CHANNEL_NANOS = Duration.ofMinutes(9).toNanos();

    enum Permission {
        NONE,
        ASKED,
        GRANTED,
        REFUSED
    }

    /** One of them. A permission is for its host; each port has one of its own here, which costs a request more. */
    final class Peer {
        private final InetSocketAddress address;
        private final List<ByteBuffer> held = new ArrayList<>();
        private Permission permission = Permission.NONE;
        private int channel;
        private boolean bound;
        private long permissionDueNanos = Timed.NEVER;
        private long channelDueNanos = Timed.NEVER;

        private Peer(InetSocketAddress address) {
            this.address = address;
        }

        InetSocketAddress address() {
            return address;
        }

        Permission permission() {
            return permission;
        }

        /** Its number, where one is wanted; else 0. */
        int channel() {
            return channel;
        }

        boolean isBound() {
            return bound;
        }

        void hold(ByteBuffer packet) {
            if (held.size() < HELD) {
                var copy = ByteBuffer.allocate(packet.remaining());
                copy.put(packet.duplicate()).flip();
                held.add(copy);
            }
        }

        List<ByteBuffer> takeHeld() {
            var all = List.copyOf(held);
            held.clear();
            return all;
        }

        /** One that is renewed stays granted meanwhile. */
        void onAsked() {
            permission = permission == Permission.GRANTED ? Permission.GRANTED : Permission.ASKED;
            permissionDueNanos = Timed.NEVER;
        }

        void onGranted(long nowNanos) {
            permission = Permission.GRANTED;
            permissionDueNanos = nowNanos + PERMISSION_NANOS;
        }

        void onRefused() {
            permission = Permission.REFUSED;
            permissionDueNanos = Timed.NEVER;
            held.clear();
        }

        /** Whether it has no channel yet; it has a number then. */
        boolean takeChannel() {
            boolean none = channel == 0 && ChannelData.FIRST_CHANNEL + byChannel.size() <= ChannelData.LAST_CHANNEL;
            if (none) {
                channel = ChannelData.FIRST_CHANNEL + byChannel.size();
                byChannel.put(channel, this);
            }
            return none;
        }

        /** RFC 8656 §12: a channel is a permission too. */
        void onBound(long nowNanos) {
            bound = true;
            channelDueNanos = nowNanos + CHANNEL_NANOS;
            onGranted(nowNanos);
        }

        /** Send indications do as well. */
        void onChannelRefused() {
            bound = false;
            channelDueNanos = Timed.NEVER;
        }
    }

    private final Map<InetSocketAddress, Peer> byAddress = new LinkedHashMap<>();
    private final Map<Integer, Peer> byChannel = new LinkedHashMap<>();

    /** The peer at that address, a new one where there is room; empty when there is none. */
    Optional<Peer> find(InetSocketAddress address) {
        var known = byAddress.get(address);
        if (known == null && byAddress.size() < MOST) {
            known = new Peer(address);
            byAddress.put(address, known);
        }
        return Optional.ofNullable(known);
    }

    Optional<Peer> byChannel(int channel) {
        return Optional.ofNullable(byChannel.get(channel));
    }

    List<Peer> dueForPermission(long nowNanos) {
        return byAddress.values().stream()
                .filter(peer -> peer.permissionDueNanos <= nowNanos)
                .toList();
    }

    List<Peer> dueForChannel(long nowNanos) {
        var due = byChannel.values().stream()
                .filter(peer -> peer.channelDueNanos <= nowNanos)
                .toList();
        due.forEach(peer -> peer.channelDueNanos = Timed.NEVER);
        return due;
    }

    long nextDeadlineNanos() {
        long next = Timed.NEVER;
        for (var peer : byAddress.values()) {
            next = Math.min(next, Math.min(peer.permissionDueNanos, peer.channelDueNanos));
        }
        return next;
    }

    void clear() {
        byAddress.clear();
        byChannel.clear();
    }
}

package io.switchhook.ice;

import io.switchhook.base.timer.Timed;
import io.switchhook.stun.ChannelData;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Whom an allocation exchanges packets with: who is permitted, over which channel, and until when (RFC 8656 §9, §12). */
final class TurnPeers {
    /** More than candidates of the other side are looked at. Of more, who was heard or sent to longest ago is forgotten. */
    private static final int MOST = 64;

    private static final int HELD = 4;
    /** RFC 8656 §9: a permission lasts five minutes, renewed by a new request only. */
    private static final long PERMISSION_NANOS = Duration.ofMinutes(4).toNanos();
    /** What was refused may be granted later: a server that was busy, or silent for a while. */
    private static final long AGAIN_NANOS = Duration.ofSeconds(10).toNanos();
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
        private long usedNanos;
        private long grantedNanos;
        private long againNanos;
        private long permissionDueNanos = Timed.NEVER;
        private long channelDueNanos = Timed.NEVER;

        private Peer(InetSocketAddress address) {
            this.address = address;
        }

        InetSocketAddress address() {
            return address;
        }

        /** What it is for one who wants to send now. */
        Permission permission(long nowNanos) {
            return permission == Permission.REFUSED && nowNanos >= againNanos ? Permission.NONE : permission;
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
            grantedNanos = nowNanos;
            permissionDueNanos = nowNanos + PERMISSION_NANOS;
        }

        void onRefused(long nowNanos) {
            permission = Permission.REFUSED;
            againNanos = nowNanos + AGAIN_NANOS;
            permissionDueNanos = Timed.NEVER;
            held.clear();
        }

        /** Whether it has no channel yet; it has a number then. */
        boolean takeChannel() {
            boolean none = channel == 0 && nextChannel <= ChannelData.LAST_CHANNEL;
            if (none) {
                channel = nextChannel++;
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
    /** A number is not given twice: the server remembers whose it was (RFC 8656 §12). */
    private int nextChannel = ChannelData.FIRST_CHANNEL;

    /** The peer at that address, who is sent something now. */
    Peer find(InetSocketAddress address, long nowNanos) {
        var known = byAddress.get(address);
        if (known == null) {
            if (byAddress.size() >= MOST) {
                forgetOne();
            }
            known = new Peer(address);
            byAddress.put(address, known);
        }
        known.usedNanos = nowNanos;
        return known;
    }

    private void forgetOne() {
        byAddress.values().stream()
                .min(Comparator.comparingLong(peer -> peer.usedNanos))
                .ifPresent(idlest -> {
                    byAddress.remove(idlest.address);
                    byChannel.remove(idlest.channel);
                });
    }

    /** Whose channel that is, from whom something comes now. */
    Optional<Peer> byChannel(int channel, long nowNanos) {
        var found = Optional.ofNullable(byChannel.get(channel));
        found.ifPresent(peer -> peer.usedNanos = nowNanos);
        return found;
    }

    /** Whether something may come from there: from a host that is permitted, by any port of it (RFC 8656 §9, §11.6). */
    boolean mayCome(InetSocketAddress from, long nowNanos) {
        boolean may = false;
        for (var peer : byAddress.values()) {
            if (peer.permission == Permission.GRANTED
                    && peer.address.getAddress().equals(from.getAddress())) {
                peer.usedNanos = nowNanos;
                may = true;
            }
        }
        return may;
    }

    /** Whose permission is to be renewed; it ends for who has not been sent to, nor heard, since it was granted. */
    List<Peer> dueForPermission(long nowNanos) {
        var due = new ArrayList<Peer>();
        for (var peer : byAddress.values()) {
            if (peer.permissionDueNanos <= nowNanos) {
                if (peer.usedNanos > peer.grantedNanos) {
                    due.add(peer);
                } else {
                    peer.permission = Permission.NONE;
                    peer.permissionDueNanos = Timed.NEVER;
                }
            }
        }
        return due;
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

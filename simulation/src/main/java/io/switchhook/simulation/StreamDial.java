package io.switchhook.simulation;

import io.switchhook.base.net.StreamClose;

/** How a stream is opened: asking, asking again when no answer comes, and the ways to fail. */
final class StreamDial {
    /** When the operating system asks, in seconds after the first time; after the last it gives up. */
    private static final long[] ASK_AFTER_SECONDS = {0, 1, 3, 7, 15, 31};

    /** As long as a system waits for a neighbour that does not exist. */
    private static final long NO_ROUTE_SECONDS = 3;

    private static final long SECOND = 1_000_000_000L;
    private static final byte[] NOTHING = {};

    private final Internet internet;
    private final Scheduler scheduler;
    private final SimulatedStream stream;
    private final long startNanos;
    private int asked;

    StreamDial(Internet internet, SimulatedStream stream) {
        this.internet = internet;
        this.scheduler = internet.scheduler();
        this.stream = stream;
        this.startNanos = scheduler.nowNanos();
    }

    void start() {
        askNext();
    }

    private void askNext() {
        long at = startNanos + ASK_AFTER_SECONDS[asked] * SECOND;
        asked++;
        if (asked == 1) {
            scheduler.work(internet, this::ask);
        } else if (asked == ASK_AFTER_SECONDS.length) {
            scheduler.timerAt(at, internet, () -> fail(StreamClose.Kind.CONNECT_FAILED, "timed out: no answer"));
        } else {
            scheduler.timerAt(at, internet, this::ask);
        }
    }

    private void fail(StreamClose.Kind kind, String detail) {
        if (stream.isConnecting()) {
            stream.failed(kind, "cannot connect to " + stream.remote() + ": " + detail);
        }
    }

    private void ask() {
        if (!stream.isConnecting()) {
            return;
        }
        var flight = stream.depart(Packet.Kind.STREAM_OPEN);
        var routing = internet.route(stream.host(), true, stream.bound(), stream.remote());
        if (routing instanceof Routing.NoWay noWay) {
            internet.tellLost(flight, noWay.fate(), NOTHING);
            if (noWay.fate() == Packet.Fate.NO_ROUTE) {
                scheduler.timerAt(
                        startNanos + NO_ROUTE_SECONDS * SECOND,
                        internet,
                        () -> fail(StreamClose.Kind.CONNECT_FAILED, "no route to host"));
            } else {
                askNext();
            }
            return;
        }
        var path = (Routing.Path) routing;
        var link = internet.linkOf(stream.host(), path.target());
        if (internet.randomness().chance(link.lossPercent())) {
            internet.tell(flight, Packet.Fate.LOST, path, NOTHING);
            askNext();
        } else {
            scheduler.workAt(scheduler.nowNanos() + internet.travelNanos(link), internet, () -> arrive(flight, path));
        }
    }

    private void arrive(Internet.Flight flight, Routing.Path path) {
        if (!internet.isUp(stream.host(), path.target())) {
            internet.tell(flight, Packet.Fate.CUT, path, NOTHING);
            askNext();
            return;
        }
        var back = internet.linkOf(path.target(), stream.host());
        long answerAt = scheduler.nowNanos() + internet.travelNanos(back);
        var listener = path.target().simulatedNetwork().listenerAt(path.destination());
        if (listener.isEmpty() || !listener.get().isOpen()) {
            internet.tell(flight, Packet.Fate.NO_PORT, path, NOTHING);
            scheduler.workAt(answerAt, internet, () -> fail(StreamClose.Kind.CONNECT_FAILED, "connection refused"));
            return;
        }
        internet.tell(flight, Packet.Fate.DELIVERED, path, NOTHING);
        if (listener.get().kind() != stream.kind()) {
            var kind = stream.kind().isSecure() ? StreamClose.Kind.NOT_TRUSTED : StreamClose.Kind.CONNECT_FAILED;
            scheduler.workAt(
                    answerAt,
                    internet,
                    () -> fail(kind, "the peer speaks " + listener.get().kind()));
            return;
        }
        var distrust = stream.kind().isSecure() ? SimulatedProof.failure(stream, listener.get()) : "";
        if (!distrust.isEmpty()) {
            scheduler.workAt(answerAt, internet, () -> fail(StreamClose.Kind.NOT_TRUSTED, distrust));
            return;
        }
        if (stream.kind().isWebSocket() && !isServed(listener.get())) {
            scheduler.workAt(
                    answerAt,
                    internet,
                    () -> fail(StreamClose.Kind.CONNECT_FAILED, "404 Not Found; is the path right?"));
            return;
        }
        join(listener.get(), path, answerAt);
    }

    private boolean isServed(SimulatedListener listener) {
        return stream.settings()
                .webSocket()
                .path()
                .startsWith(listener.settings().webSocket().path());
    }

    private void join(SimulatedListener listener, Routing.Path path, long answerAt) {
        var accepted = path.target().simulatedNetwork().accepted(listener, path.destination(), path.seenFrom());
        // What the accepting side says at once travels behind its acceptance, and waits with it when that is lost.
        accepted.join(
                stream,
                () -> isUp(path, path.target(), stream.host())
                        && (scheduler.nowNanos() < answerAt || stream.isEstablished()),
                path.destination());
        accepted.wants("", listener.settings());
        if (stream.kind().isSecure()) {
            stream.proven(SimulatedProof.shownBy(listener.settings()));
            accepted.proven(SimulatedProof.shownBy(stream, listener));
        }
        accepted.sender().notBefore(answerAt);
        accepted.accept(listener);
        scheduler.workAt(answerAt, internet, () -> answered(accepted, path));
    }

    private boolean isUp(Routing.Path path, SimulatedHost from, SimulatedHost to) {
        return internet.isUp(from, to) && path.carriesStream(scheduler.nowNanos());
    }

    /** The acceptance is on its way back; lost by a cut cable it comes again, until the asking side has given up. */
    private void answered(SimulatedStream accepted, Routing.Path path) {
        if (!internet.isUp(path.target(), stream.host())) {
            long giveUp = startNanos + ASK_AFTER_SECONDS[ASK_AFTER_SECONDS.length - 1] * SECOND;
            long again = scheduler.nowNanos() + SECOND;
            if (again < giveUp) {
                scheduler.timerAt(again, internet, () -> answered(accepted, path));
            } else {
                scheduler.timerAt(
                        giveUp, internet, () -> fail(StreamClose.Kind.CONNECT_FAILED, "timed out: no answer"));
            }
            return;
        }
        stream.join(accepted, () -> isUp(path, stream.host(), path.target()), path.seenFrom());
        stream.connected();
    }
}

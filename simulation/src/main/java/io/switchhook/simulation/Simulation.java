package io.switchhook.simulation;

import io.switchhook.base.loop.Loop;
import io.switchhook.base.net.IpLiteral;
import io.switchhook.base.text.Sentences;
import io.switchhook.base.timer.Timed;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A world in memory: one virtual clock, hosts with loops and a network between them. Nothing moves but inside the
 * pumping methods ({@link #run}, {@link #runUntil},
 * {@link #await}, {@link #runUntilIdle}), which run what is due on the thread that calls them and let the clock jump to
 * the next moment at which something happens.
 *
 * <p>One seed reproduces a run byte for byte, as long as one thread drives it; {@link #traceHash()} shows it. Other
 * threads may post to loops and call what may be called
 * from any thread, at the price of that promise.
 *
 * <p>What a task of a loop throws comes out of the pumping method, and the simulation can be pumped on. What a callback
 * throws is kept in
 * {@link #takeCallbackFailures()}, and {@link #assertNothingLeft()} fails while it is not taken.
 */
public final class Simulation {
    /** The time of day at which every simulation begins. */
    public static final Instant EPOCH = Instant.parse("2026-01-01T00:00:00Z");

    /** So many steps without any time passing are an endless exchange. */
    private static final int MAX_STEPS_IN_ONE_INSTANT = 1_000_000;

    private static final int MAX_PENDING_LINES = 30;

    private final long seed;
    private final Scheduler scheduler = new Scheduler();
    private final Wiretap wiretap = new Wiretap();
    private final DnsZone dns = new DnsZone(scheduler);
    private final Internet internet;
    private final Map<String, SimulatedHost> hosts = new LinkedHashMap<>();
    private final List<CallbackFailure> callbackFailures = new ArrayList<>();

    /** What a user callback threw. */
    public record CallbackFailure(String lane, Throwable thrown) {}

    public Simulation(long seed) {
        this.seed = seed;
        this.internet = new Internet(scheduler, wiretap, seed);
    }

    public long seed() {
        return seed;
    }

    /** The time on the scale of the loops. */
    public long nowNanos() {
        return scheduler.nowNanos();
    }

    /** The virtual time since the simulation began. */
    public Duration elapsed() {
        return Duration.ofNanos(scheduler.nowNanos() - Scheduler.ORIGIN_NANOS);
    }

    /** {@link #EPOCH} and the virtual time since. */
    public Instant wallTime() {
        return EPOCH.plus(elapsed());
    }

    /**
     * A new host in the open network.
     *
     * @param addresses one or more IPv4 or IPv6 literals that no other host of the open network has
     */
    public SimulatedHost host(String name, String... addresses) {
        return hostIn(internet.open(), name, addresses);
    }

    SimulatedHost hostIn(Realm realm, String name, String... addresses) {
        if (addresses.length == 0 || hosts.containsKey(name)) {
            throw new IllegalArgumentException("A host needs an address and a name that no other has: " + name);
        }
        var host = new SimulatedHost(this, scheduler, internet, realm, name, addresses);
        hosts.put(name, host);
        return host;
    }

    /** A new NAT box at the edge of the open network; {@link Nat#host} puts hosts inside. */
    public Nat nat(String name, NatKind kind, String publicAddress) {
        return new Nat(this, name, kind, parse(publicAddress), internet.open());
    }

    /** Lets virtual time pass. Returns when everything due until then has run. */
    public void run(Duration duration) {
        long end = scheduler.nowNanos() + duration.toNanos();
        pump(() -> false, end);
        scheduler.advanceTo(end);
    }

    /**
     * Runs until the condition holds; it is asked after each step, and at the end of the time.
     *
     * @throws SimulationTimeout when it does not hold
     * within that time
     */
    public void runUntil(BooleanSupplier condition, Duration atMost) {
        if (!tryRunUntil(condition, atMost)) {
            throw new SimulationTimeout(describe("The condition did not hold within " + Sentences.time(atMost)));
        }
    }

    /**
     * As {@link #runUntil}, but returns false when the condition does not hold within that time, which then has passed.
     */
    public boolean tryRunUntil(BooleanSupplier condition, Duration atMost) {
        long end = scheduler.nowNanos() + atMost.toNanos();
        if (pump(condition, end)) {
            return true;
        }
        scheduler.advanceTo(end);
        return condition.getAsBoolean();
    }

    /**
     * Runs until the future is done and returns its value. A future that failed throws as {@link
     * CompletableFuture#join()} does.
     *
     * @throws SimulationTimeout when it is not done within that time; the message lists what is pending
     */
    public <T> T await(CompletableFuture<T> future, Duration atMost) {
        if (!tryRunUntil(future::isDone, atMost)) {
            throw new SimulationTimeout(describe("The future was not done within " + Sentences.time(atMost)));
        }
        return future.join();
    }

    /**
     * Runs until no task is queued, no callback waits and no packet is under way; alarms that wait for a later moment
     * do not count.
     */
    public void runUntilIdle(Duration atMost) {
        if (!tryRunUntil(scheduler::isIdle, atMost)) {
            throw new SimulationTimeout(describe("It did not become quiet within " + Sentences.time(atMost)));
        }
    }

    /** Runs the task on that loop, pumping until it has run, and returns its result. */
    public <T> T call(Loop loop, Supplier<T> task) {
        var result = new CompletableFuture<T>();
        boolean taken = loop.post(() -> {
            try {
                result.complete(task.get());
            } catch (Exception | AssertionError e) {
                result.completeExceptionally(e);
            }
        });
        if (!taken) {
            throw new IllegalStateException("Loop " + loop + " takes no task: it is closed or full");
        }
        try {
            return await(result, Duration.ofSeconds(1));
        } catch (CompletionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    /**
     * Runs the action after that time, outside of any loop: for what a test does to the world in the middle of things.
     */
    public void after(Duration delay, Runnable action) {
        scheduler.timerAt(scheduler.nowNanos() + delay.toNanos(), this, action);
    }

    private boolean pump(BooleanSupplier done, long endNanos) {
        if (scheduler.currentOwner() instanceof SimulatedLoop loop) {
            throw new IllegalStateException(
                    "A task of loop " + loop + " must not pump the simulation: it would wait for itself");
        }
        long instant = scheduler.nowNanos();
        int steps = 0;
        while (!done.getAsBoolean()) {
            if (!scheduler.step(endNanos)) {
                return false;
            }
            steps = scheduler.nowNanos() == instant ? steps + 1 : 0;
            instant = scheduler.nowNanos();
            if (steps > MAX_STEPS_IN_ONE_INSTANT) {
                throw new SimulationTimeout(describe("Virtual time stands still: something answers itself for ever"));
            }
        }
        return true;
    }

    private String describe(String what) {
        var text = new StringBuilder(what)
                .append(" of virtual time (seed ")
                .append(seed)
                .append(", now at ")
                .append(elapsed())
                .append("). Pending:");
        int lines = 0;
        for (var line : pending()) {
            text.append("\n  ").append(line);
            if (++lines == MAX_PENDING_LINES) {
                text.append("\n  ...");
                break;
            }
        }
        return text.append(lines == 0 ? " nothing" : "").toString();
    }

    private List<String> pending() {
        var pending = new ArrayList<String>();
        takenNot().forEach(failure -> pending.add("callback failure on " + failure.lane() + ": " + failure.thrown()));
        if (scheduler.queuedWork() > 0) {
            pending.add(scheduler.queuedWork() + " queued task(s), callback(s) and packet(s)");
        }
        for (var host : hosts.values()) {
            for (var loop : host.snapshot()) {
                if (loop.nextAlarmNanos() != Timed.NEVER) {
                    var in = Duration.ofNanos(loop.nextAlarmNanos() - scheduler.nowNanos());
                    pending.add(
                            loop.countArmedAlarms() + " alarm(s) of " + loop + ", the next in " + Sentences.time(in));
                }
            }
            pending.addAll(host.openStreams());
        }
        return pending;
    }

    /** Sets what links between hosts do where nothing else was said; {@link LinkModel#LAN} at first. */
    public void defaultLink(LinkModel model) {
        internet.defaultLink(model);
    }

    /** Sets what the link between two hosts does, in both directions. */
    public void link(SimulatedHost a, SimulatedHost b, LinkModel model) {
        oneWayLink(a, b, model);
        oneWayLink(b, a, model);
    }

    /** Sets what the link does in one direction. */
    public void oneWayLink(SimulatedHost from, SimulatedHost to, LinkModel model) {
        internet.link(from, to, model);
    }

    /** Cuts the cable between two hosts. What is under way is lost; streams stay half open until somebody notices. */
    public void cut(SimulatedHost a, SimulatedHost b) {
        internet.cut(a, b);
        internet.cut(b, a);
    }

    /** Cuts one direction only. */
    public void cutOneWay(SimulatedHost from, SimulatedHost to) {
        internet.cut(from, to);
    }

    /** Mends the cable, in both directions. */
    public void restore(SimulatedHost a, SimulatedHost b) {
        internet.restore(a, b);
        internet.restore(b, a);
    }

    /** Pulls the network cable of one host; it hears itself only. */
    public void unplug(SimulatedHost host) {
        internet.unplug(host);
    }

    public void plugIn(SimulatedHost host) {
        internet.plugIn(host);
    }

    /** Switches a host off: nothing on it runs any more, its ports, streams and loops are forgotten, nobody is told. */
    public void hostDies(SimulatedHost host) {
        host.die();
    }

    /** Switches it on again, with nothing open; streams of its former life are reset when their peers say something. */
    public void hostReturns(SimulatedHost host) {
        host.revive();
    }

    /**
     * Suspends a host, as a closed lid or a paused virtual machine does: nothing on it runs and no packet reaches it,
     * then its clock has jumped, and every alarm that should have rung rings at once.
     */
    public void suspend(SimulatedHost host, Duration time) {
        host.sleepUntil(scheduler.nowNanos() + time.toNanos());
        internet.unplug(host);
        after(time, () -> {
            if (!host.sleeps()) {
                internet.plugIn(host);
            }
        });
    }

    /** Breaks every stream between two hosts, at both ends. Returns how many. */
    public int resetStreams(SimulatedHost a, SimulatedHost b) {
        int count = a.simulatedNetwork().resetStreamsTo(b);
        return a == b ? count : Math.max(count, b.simulatedNetwork().resetStreamsTo(a));
    }

    /** The records that all hosts see. */
    public DnsZone dns() {
        return dns;
    }

    /** Adds a listener to the wiretap. It is told of every packet when its fate is known, and must not pump. */
    public void onPacket(Consumer<Packet> listener) {
        wiretap.add(listener);
    }

    /** A hash of every packet so far, with times, addresses, fate and bytes: equal for equal runs. */
    public String traceHash() {
        return wiretap.hash();
    }

    void callbackFailed(String lane, Throwable thrown) {
        synchronized (callbackFailures) {
            callbackFailures.add(new CallbackFailure(lane, thrown));
        }
    }

    /**
     * What callbacks have thrown since it was last asked, in order. A test that expects such failures takes them here.
     */
    public List<CallbackFailure> takeCallbackFailures() {
        synchronized (callbackFailures) {
            var taken = List.copyOf(callbackFailures);
            callbackFailures.clear();
            return taken;
        }
    }

    private List<CallbackFailure> takenNot() {
        synchronized (callbackFailures) {
            return List.copyOf(callbackFailures);
        }
    }

    /**
     * What is still open or armed on any host, and failures of callbacks that were not taken, in sentences; empty when
     * all has ended.
     */
    public List<String> leftovers() {
        var left = new ArrayList<String>();
        hosts.values().forEach(host -> left.addAll(host.leftovers()));
        takenNot().forEach(failure -> left.add("callback failure on " + failure.lane() + ": " + failure.thrown()));
        return left;
    }

    /** @throws AssertionError listing {@link #leftovers()} when there are any */
    public void assertNothingLeft() {
        var left = leftovers();
        if (!left.isEmpty()) {
            var error = new AssertionError("Still there (seed " + seed + "):\n  " + String.join("\n  ", left));
            takenNot().forEach(failure -> error.addSuppressed(failure.thrown()));
            throw error;
        }
    }

    static InetAddress parse(String literal) {
        return IpLiteral.parse(literal)
                .orElseThrow(() -> new IllegalArgumentException("Expected an IPv4 or IPv6 literal: " + literal));
    }
}

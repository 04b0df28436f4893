package io.switchhook.systemtests.lives;

import io.switchhook.pbx.Pbx;
import io.switchhook.phone.Call;
import io.switchhook.phone.line.RegistrationState;
import io.switchhook.simulation.LinkModel;
import io.switchhook.simulation.SimulatedHost;
import io.switchhook.simulation.Simulation;
import io.switchhook.stack.StackLoad;
import io.switchhook.testkit.LadderRecorder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Three phones and a PBX live together for a minute, then everybody goes home and everything is looked at. */
final class Life {
    static final String PBX_ADDRESS = "10.0.0.9";
    private static final List<String> NUMBERS = List.of("853", "858", "895");
    /** A last retransmission may come after 64 times T1, and what it gets is kept for as long again (RFC 3261 §17): both, and some travelling. */
    private static final Duration FORGETTING = Duration.ofSeconds(75);

    /** How long a session lives without a refresh, as the PBX asks for it. */
    private static final Duration SESSION = Duration.ofMinutes(30);

    /** Before and after it packets may be lost too, so that a BYE is heard in none of its 32 s. */
    private static final Duration LONG_SILENCE = Duration.ofSeconds(20);

    private static final Duration SETTLING = Duration.ofSeconds(35);

    /** What somebody did; it becomes text when somebody has to read it. */
    private record Note(Duration at, String text) {
        String line() {
            return String.format("%9.3f %s%n", at.toMillis() / 1e3, text);
        }
    }

    private final LifePlan plan;
    private final Simulation simulation;
    private final LadderRecorder recorder;
    private final List<Note> journal = new ArrayList<>();
    private final SimulatedHost server;
    private final List<LifeUser> users = new ArrayList<>();
    private final List<CallWatch> calls = new ArrayList<>();
    private final Map<String, Set<String>> leads = new LinkedHashMap<>();
    private final List<String> problems = new ArrayList<>();
    private Pbx pbx;
    private boolean longSilence;
    private boolean serverIsDown;

    private Life(LifePlan plan) {
        long seed = plan.seed();
        this.plan = plan;
        this.simulation = new Simulation(seed);
        this.recorder = LadderRecorder.of(simulation);
        simulation.defaultLink(plan.link());
        this.server = simulation.host("pbx", PBX_ADDRESS);
        this.pbx = startPbx();
        var random = new SplittableRandom(seed ^ 0x5eed);
        for (int i = 0; i < NUMBERS.size(); i++) {
            var number = NUMBERS.get(i);
            users.add(new LifeUser(this, number, simulation.host(number, "10.0.0." + (i + 1)), random.split()));
        }
    }

    private Pbx startPbx() {
        var builder = Pbx.builder().listen("udp:" + PBX_ADDRESS + ":5060").listen("tcp:" + PBX_ADDRESS + ":5060");
        NUMBERS.forEach(number -> builder.extension(number, "secret of " + number));
        return builder.world(plan.sound() ? server : new QuietWorld(server)).start();
    }

    /**
     * What a life was.
     *
     * @param trace the hash of everything that was on the wire
     * @param calls how many calls were made in it
     */
    record Lived(String trace, int calls) {}

    /**
     * Lives it.
     *
     * @throws AssertionError with seed, script and ladder when something did not hold
     */
    static Lived live(long seed) {
        return live(LifePlan.of(seed));
    }

    /** {@link #live(long)} for a life that is planned already. */
    static Lived live(LifePlan plan) {
        var life = new Life(plan);
        try {
            life.run();
        } catch (RuntimeException | AssertionError e) {
            throw life.explained("It broke off: " + e, e);
        }
        if (!life.problems.isEmpty()) {
            throw life.explained(String.join("\n  ", life.problems), null);
        }
        var made = life.calls.stream().filter(CallWatch::isOutgoing).count();
        return new Lived(life.simulation.traceHash(), (int) made);
    }

    private AssertionError explained(String what, Throwable cause) {
        return new AssertionError(
                (plan.rough() ? "Rough life" : "Life") + " of seed " + plan.seed()
                        + " (replay it with -Dswitchhook.lives."
                        + (plan.rough() ? "rough.only=" : "only=") + plan.seed() + "):\n  "
                        + what + "\nWhat the users did:\n"
                        + journal.stream().map(Note::line).collect(Collectors.joining()) + "Ladder:\n"
                        + recorder.ladder(),
                cause);
    }

    LifePlan plan() {
        return plan;
    }

    List<LifeUser> users() {
        return users;
    }

    List<CallWatch> calls() {
        return calls;
    }

    LadderRecorder recorder() {
        return recorder;
    }

    // --- for users ------------------------------------------------------------------------------------------------

    void note(String text) {
        journal.add(new Note(simulation.elapsed(), text));
    }

    void after(Duration delay, Runnable action) {
        simulation.after(delay, action);
    }

    CallWatch watch(Call call, LifeUser user) {
        var tones = Tones.all();
        var name = "call " + calls.size() + " of " + user.number();
        var watch = new CallWatch(simulation, call, user.number(), name, tones[calls.size() % tones.length]);
        calls.add(watch);
        return watch;
    }

    String anyNumber(int die) {
        return die % 6 == 0 ? "999" : anyKnownNumber(die / 6);
    }

    String anyKnownNumber(int die) {
        return NUMBERS.get(die % NUMBERS.size());
    }

    /** Another phone's own address, past the PBX. */
    String directAddress(int die, LifeUser caller) {
        var others = users.stream().filter(user -> user != caller).toList();
        var callee = others.get(die % others.size());
        var points = callee.phone().listenPoints();
        var point = points.get(die / 2 % points.size());
        return "sip:" + callee.number() + "@10.0.0." + (users.indexOf(callee) + 1) + ":"
                + point.address().getPort() + ";transport=" + point.transport().parameter();
    }

    /** Remembers that calls to one number may end up at another. */
    void led(String from, String to) {
        leads.computeIfAbsent(from, key -> new TreeSet<>()).add(to);
    }

    Optional<CallWatch> otherEndOf(CallWatch call) {
        return new CallPairs(this).otherEndOf(call);
    }

    void pullTheCable(SimulatedHost host, Duration time) {
        note("   the cable of " + host.name() + " is out for " + time.toMillis() + " ms");
        longSilence |= time.compareTo(LONG_SILENCE) > 0;
        simulation.unplug(host);
        simulation.after(time, () -> simulation.plugIn(host));
    }

    void suspend(SimulatedHost host, Duration time) {
        note("   " + host.name() + " stands still for " + time.toMillis() + " ms");
        longSilence |= time.compareTo(LONG_SILENCE) > 0;
        simulation.suspend(host, time);
    }

    /** The lamp goes out; what the PBX knew of registrations and calls is gone when it comes back. */
    void killTheServer(Duration time) {
        if (serverIsDown) {
            note("   which is down already");
            return;
        }
        note("   for " + time.toMillis() + " ms");
        serverIsDown = true;
        simulation.hostDies(server);
        simulation.after(time, () -> {
            simulation.hostReturns(server);
            pbx = startPbx();
            serverIsDown = false;
            note("The PBX is back.");
        });
    }

    // --- the life -------------------------------------------------------------------------------------------------

    private void run() {
        for (var user : users) {
            if (plan.seed() % 7 != 0 || user != users.get(0)) {
                user.line().register();
            }
        }
        for (var step : plan.steps()) {
            simulation.after(step.at(), () -> {
                var user = users.get(step.user());
                note(user.number() + " " + step.action());
                user.act(step.action(), step.die());
            });
        }
        simulation.run(plan.end());
        if (plan.sound()) {
            users.forEach(LifeUser::leave);
            // Who is transferred to a telephone that rings hears nothing as long as it rings, when the transferor has
            // left.
            users.forEach(LifeUser::refuseWhatRings);
            simulation.run(SETTLING);
            problems.addAll(new SoundCheck(this, simulation).problems());
        }
        goHome();
        var checks = new LifeChecks(this);
        problems.addAll(checks.problems());
        users.forEach(LifeUser::close);
        users.forEach(user -> simulation.await(user.closed().orElseThrow(), Duration.ofSeconds(20)));
        simulation.await(pbx.closeAsync(), Duration.ofSeconds(20));
        simulation.runUntilIdle(Duration.ofSeconds(10));
        problems.addAll(simulation.leftovers());
    }

    private void goHome() {
        if (plan.rough()) {
            // The storm is over: the last minute is lived by daylight, so that everything can come to its end.
            simulation.defaultLink(LinkModel.LAN);
            simulation.run(Duration.ofSeconds(45));
        }
        note("Everybody goes home.");
        users.forEach(LifeUser::leave);
        for (int i = 0; i < 20 && !allCallsOver(); i++) {
            users.forEach(user -> user.calls().stream()
                    .filter(call -> !call.call().state().isEnded())
                    .forEach(CallWatch::hangUp));
            simulation.tryRunUntil(this::allCallsOver, Duration.ofSeconds(10));
        }
        for (var user : users) {
            if (user.closed().isEmpty()) {
                var done = user.line().unregister();
                if (!simulation.tryRunUntil(done::isDone, Duration.ofSeconds(80))) {
                    problems.add(user.number() + ": unregister() did not complete in 80 s; "
                            + user.line().registrationState());
                }
            }
        }
        simulation.run(FORGETTING);
        if (plan.rough() && !users.stream().allMatch(user -> loadOf(user).isEmpty())) {
            // What a stream repeats to a host that stood still arrives up to a minute late, and is answered once more.
            simulation.run(FORGETTING);
        }
        boolean somebodyLeftEarly =
                users.stream().anyMatch(user -> user.closed().isPresent());
        if ((somebodyLeftEarly || longSilence) && !pbxLoad().isEmpty()) {
            // Both ends of a call may have gone while nobody could hear them, in the time that a BYE is repeated: its
            // session runs out (RFC 4028 §10).
            simulation.run(SESSION.plus(FORGETTING));
        }
        checkLoads();
    }

    private StackLoad loadOf(LifeUser user) {
        return simulation.await(user.phone().load(), Duration.ofSeconds(1));
    }

    private StackLoad pbxLoad() {
        return simulation.await(pbx.load(), Duration.ofSeconds(1));
    }

    private boolean allCallsOver() {
        return calls.stream().allMatch(CallWatch::isOver);
    }

    private void checkLoads() {
        for (var user : users) {
            var load = loadOf(user);
            boolean registered = user.line().registrationState() == RegistrationState.REGISTERED;
            if (!load.isEmpty()) {
                problems.add(user.number() + " still holds " + load + (registered ? ", registered" : ""));
            }
            if (!user.line().calls().isEmpty()) {
                problems.add(user.number() + " still lists " + user.line().calls());
            }
        }
        var load = pbxLoad();
        if (!load.isEmpty()) {
            problems.add("The PBX still holds " + load);
        }
    }

    /** Where calls to a number may have ended up by forwarding and transfer. */
    Set<String> reachableFrom(String number) {
        var found = new TreeSet<String>();
        var next = new ArrayList<>(List.of(number));
        while (!next.isEmpty()) {
            var here = next.remove(next.size() - 1);
            if (found.add(here)) {
                next.addAll(leads.getOrDefault(here, Set.of()));
            }
        }
        return found;
    }
}

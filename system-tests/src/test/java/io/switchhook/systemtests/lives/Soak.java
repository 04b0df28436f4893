package io.switchhook.systemtests.lives;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.pbx.Pbx;
import io.switchhook.phone.Call;
import io.switchhook.phone.IncomingCall;
import io.switchhook.phone.PhoneConfig;
import io.switchhook.phone.PhoneLine;
import io.switchhook.phone.SipAccount;
import io.switchhook.phone.SoftPhone;
import io.switchhook.phone.call.CallState;
import io.switchhook.simulation.LinkModel;
import io.switchhook.simulation.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** Three phones and a PBX for as many calls as one likes: 858 calls 853, and sends some of the calls to 895. One packet in a hundred is lost. */
final class Soak implements AutoCloseable {
    /** Calls under way at the same time. */
    private static final int AT_ONCE = 20;

    private static final Duration LONGEST_CALL = Duration.ofSeconds(8);
    private static final Duration FORGETTING = Duration.ofSeconds(75);
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final String SERVER = "10.0.0.9";

    private final Simulation simulation;
    private final SplittableRandom random;
    private final Pbx pbx;
    private final List<SoftPhone> phones = new ArrayList<>();
    private final List<PhoneLine> lines = new ArrayList<>();
    private final Map<CallState, Integer> made = new TreeMap<>();
    private int toStart;
    private int underWay;

    Soak(long seed) {
        simulation = new Simulation(seed);
        random = new SplittableRandom(seed);
        simulation.defaultLink(
                new LinkModel(Duration.ofMillis(5), Duration.ofMillis(5), 1, 0, 0, 0, OptionalInt.empty()));
        var numbers = List.of("858", "853", "895");
        var builder = Pbx.builder().listen("udp:" + SERVER + ":5060");
        numbers.forEach(number -> builder.extension(number, "secret"));
        pbx = builder.world(new QuietWorld(simulation.host("pbx", SERVER))).start();
        numbers.forEach(number -> {
            var host = simulation.host(number, "10.0.0." + (phones.size() + 1));
            var phone = SoftPhone.create(new QuietWorld(host), PhoneConfig.DEFAULT);
            phones.add(phone);
            lines.add(phone.createLine(SipAccount.builder("sip:" + number + "@" + SERVER)
                    .secret("secret")
                    .build()));
        });
        phones.get(1).onIncomingCall(this::onCalled);
        phones.get(2).onIncomingCall(call -> {
            call.answer();
            after(1_500, call::hangUp);
        });
    }

    /** How the calls of 858 ended. */
    Map<CallState, Integer> made() {
        return made;
    }

    /** Makes so many calls, lets everybody unregister, and looks whether anything was kept. */
    void make(int calls) {
        lines.forEach(line -> simulation.await(line.register(), LIMIT));
        toStart = calls;
        for (int i = 0; i < AT_ONCE; i++) {
            next();
        }
        while (toStart > 0 || underWay > 0) {
            int left = toStart;
            simulation.tryRunUntil(() -> toStart == 0 && underWay == 0, LIMIT);
            assertThat(toStart == 0 && underWay == 0 || toStart < left)
                    .as("calls went on within %s", LIMIT)
                    .isTrue();
        }
        simulation.run(LONGEST_CALL.multipliedBy(2));
        lines.forEach(line -> simulation.await(line.unregister(), LIMIT));
        simulation.run(FORGETTING);
        for (int i = 0; i < phones.size(); i++) {
            assertThat(simulation.await(phones.get(i).load(), LIMIT).isEmpty())
                    .as("the tables of phone %d are empty", i)
                    .isTrue();
            assertThat(lines.get(i).calls()).isEmpty();
        }
        assertThat(simulation.await(pbx.load(), LIMIT).isEmpty())
                .as("the tables of the PBX are empty")
                .isTrue();
    }

    private void after(int millis, Runnable action) {
        simulation.after(Duration.ofMillis(millis), action);
    }

    private void next() {
        if (toStart == 0) {
            return;
        }
        toStart--;
        underWay++;
        var call = lines.get(0).createCall("853");
        int die = random.nextInt(6);
        call.onStateChanged(change -> {
            if (change.state() == CallState.IN_CALL && !change.previous().isAnswered()) {
                talk(call, die);
            }
        });
        call.ended().thenRun(() -> {
            made.merge(call.state(), 1, Integer::sum);
            underWay--;
            next();
        });
        call.start();
        simulation.after(die == 0 ? Duration.ofMillis(random.nextInt(900)) : LONGEST_CALL, call::hangUp);
    }

    private void talk(Call call, int die) {
        switch (die) {
            case 1 -> after(500, call::hangUp);
            case 2 -> {
                call.hold();
                after(700, call::resume);
                after(1_500, call::hangUp);
            }
            case 3 -> call.blindTransfer("895");
            case 4 -> call.blindTransfer("999").thenRun(call::hangUp);
            default -> after(3_000, call::hangUp);
        }
    }

    private void onCalled(IncomingCall call) {
        int die = random.nextInt(6);
        if (die == 0) {
            call.reject();
        } else if (die == 1) {
            after(300, call::answer);
        } else {
            call.answer();
            if (die == 2) {
                after(800, call::hangUp);
            }
        }
    }

    @Override
    public void close() {
        phones.forEach(phone -> simulation.await(phone.closeAsync(), LIMIT));
        simulation.await(pbx.closeAsync(), LIMIT);
        simulation.runUntilIdle(Duration.ofSeconds(10));
        assertThat(simulation.leftovers()).isEmpty();
    }
}

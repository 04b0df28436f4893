package io.switchhook.testkitjunit;

import io.switchhook.phone.SoftPhone;
import io.switchhook.testkit.Pump;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/** Closes what a test had, and finds what it leaves behind. */
final class TestEnd {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Every phone, PBX and peer has some of these, and nothing else has. */
    private static final String LOOP_THREAD = "switchhook-loop-";

    private final Pump pump = Pump.realTime();
    private final List<String> left = new ArrayList<>();

    /** The loops that run now; those of the test come later. */
    static Set<Long> loops() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(TestEnd::isLoop)
                .map(Thread::getId)
                .collect(Collectors.toSet());
    }

    private static boolean isLoop(Thread thread) {
        return thread.getName().startsWith(LOOP_THREAD);
    }

    /**
     * Closes everything.
     *
     * @return what is left all the same, in sentences
     */
    List<String> close(TestPbx site) {
        site.peers().forEach(peer -> peer.whenRequest("BYE", bye -> peer.respond(bye, 200)));
        var phones = site.phones().stream().map(SoftPhone::closeAsync).toList();
        await(CompletableFuture.allOf(phones.toArray(CompletableFuture[]::new)), "A telephone does not close");
        if (!pump.until(() -> dialogs(site) == 0, PATIENCE)) {
            left.add("The PBX still has " + dialogs(site)
                    + " dialogs: a call or a subscription of a telephone that the test has not closed");
        }
        await(site.pbx().closeAsync(), "The PBX does not close");
        site.closePeers();
        return left;
    }

    private static int dialogs(TestPbx site) {
        return site.pbx().load().join().dialogs();
    }

    private void await(CompletableFuture<?> closed, String complaint) {
        if (!pump.until(closed::isDone, PATIENCE)) {
            left.add(complaint);
        }
    }

    /** Loops that were not there before. */
    List<String> leftLoops(Set<Long> before) {
        var names = new ArrayList<String>();
        pump.until(
                () -> {
                    names.clear();
                    Thread.getAllStackTraces().keySet().stream()
                            .filter(thread -> isLoop(thread) && !before.contains(thread.getId()))
                            .forEach(thread -> names.add(thread.getName()));
                    return names.isEmpty();
                },
                PATIENCE.dividedBy(5));
        return names.isEmpty()
                ? List.of()
                : List.of("The threads " + names + " run on: a telephone or PBX that the test has not closed");
    }
}

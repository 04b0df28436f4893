package io.switchhook.examples;

import io.switchhook.pbx.CallRoute;
import io.switchhook.pbx.CallTarget;
import io.switchhook.pbx.Pbx;
import io.switchhook.pbx.PbxEvent;
import io.switchhook.pbx.Trunk;
import io.switchhook.stack.flow.ListenPoint;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/**
 * The PBX of a small office and its provider: it registers there, calls to its number ring the first extension and then all others, and who dials 0 and a number is led out.
 *
 * <pre>{@code OfficePbx udp:192.168.115.100:5060 sip:provider.example 4930100 PASSWORD 858:SECRET 853:OTHER}</pre>
 */
public final class OfficePbx {
    private static final String OUT = "0";
    private static final int FIRST_EXTENSION = 4;

    private OfficePbx() {}

    public static void main(String[] args) throws InterruptedException, IOException {
        if (args.length <= FIRST_EXTENSION) {
            System.err.println("Usage: OfficePbx udp:ADDRESS:PORT sip:PROVIDER USER PASSWORD NUMBER:SECRET...");
            System.exit(2);
        }
        var extensions = List.of(args).subList(FIRST_EXTENSION, args.length);
        var provider = Trunk.to(args[1]).named("provider").withLogin(args[2], args[3]);
        UntilStopped.run(stop -> {
            run(
                    args[0],
                    provider,
                    extensions,
                    OfficePbx::tell,
                    points -> System.out.println("Listening on " + points),
                    stop);
            return true;
        });
    }

    private static void tell(PbxEvent event) {
        if (event instanceof PbxEvent.TrunkChanged changed) {
            System.out.println(changed.trunk().name() + ": " + changed.trunk().state() + " "
                    + changed.trunk().reason());
        } else if (event instanceof PbxEvent.CallEnded ended) {
            System.out.println(ended);
        }
    }

    /** @param extensions each {@code NUMBER:SECRET} */
    static void run(
            String listen,
            Trunk provider,
            List<String> extensions,
            Consumer<PbxEvent> events,
            Consumer<List<ListenPoint>> ready,
            CountDownLatch stop)
            throws InterruptedException {
        var numbers = extensions.stream()
                .map(extension -> extension.substring(0, Math.max(0, extension.indexOf(':'))))
                .toArray(String[]::new);
        var trunk = provider.registering()
                .withKeepAlive(Duration.ofSeconds(30))
                .withMaxCalls(4)
                // All calls that come in, whatever number was called there.
                .withOtherIncoming(
                        CallRoute.to(numbers[0]).ringing(Duration.ofSeconds(20)).otherwise(CallRoute.to(numbers)));
        var builder = Pbx.builder()
                .listen(listen)
                .trunk(trunk)
                .onEvent(events)
                .pickup("**")
                .dialPlan(call -> {
                    boolean leads =
                            call.dialled().startsWith(OUT) && call.dialled().length() > OUT.length();
                    return leads
                            ? CallRoute.to(
                                    CallTarget.through(trunk, call.dialled().substring(OUT.length())))
                            : CallRoute.asDialled();
                });
        EmbeddedPbx.addTo(builder, extensions);
        try (var pbx = builder.start()) {
            ready.accept(pbx.listenPoints());
            stop.await();
        }
    }
}

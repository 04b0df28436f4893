package io.switchhook.examples;

import io.switchhook.base.net.IpLiteral;
import io.switchhook.phone.IncomingSubscription;
import io.switchhook.phone.PhoneConfig;
import io.switchhook.phone.SipAccount;
import io.switchhook.phone.SoftPhone;
import io.switchhook.phone.event.SubscribeOutcome;
import io.switchhook.sip.core.event.EventPackage;
import io.switchhook.sip.core.event.EventState;
import io.switchhook.stack.flow.ListenPoint;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Two telephones on this machine: one tells in an event package of its own whether its door is open, the other follows it.
 *
 * <pre>{@code FollowDoor}</pre>
 */
public final class FollowDoor {
    private static final String PACKAGE = "x-door";

    private FollowDoor() {}

    public static void main(String[] args) {
        System.exit(run(state -> System.out.println("The door is " + state)) ? 0 : 1);
    }

    /** Opens the door once; returns whether it could be followed. */
    static boolean run(Consumer<String> listener) {
        var config = PhoneConfig.DEFAULT.withListen(ListenPoint.parse("udp:127.0.0.1:0", 0));
        try (var house = SoftPhone.create(config);
                var guest = SoftPhone.create(config)) {
            var address = IpLiteral.asHostPort(house.listenPoints().get(0).address());
            var door = house.createLine(
                            SipAccount.builder("sip:door@" + address).build())
                    .serve(EventPackage.named(PACKAGE), IncomingSubscription::accept)
                    .update(EventState.of("text/plain", "shut"));

            var opened = new CompletableFuture<Void>();
            var following = guest.createLine(
                            SipAccount.builder("sip:guest@" + address).build())
                    .createSubscription(PACKAGE, "sip:door@" + address)
                    .onNotified(notice -> notice.state().map(EventState::text).ifPresent(state -> {
                        listener.accept(state);
                        if (state.equals("open")) {
                            opened.complete(null);
                        }
                    }));
            var outcome = following.start().join();

            if (outcome.kind() != SubscribeOutcome.Kind.ACTIVE) {
                return false;
            }
            door.update(EventState.of("text/plain", "open"));
            opened.join();
            following.end().join();
            return true;
        }
    }
}

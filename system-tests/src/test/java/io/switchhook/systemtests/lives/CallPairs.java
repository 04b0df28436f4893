package io.switchhook.systemtests.lives;

import io.switchhook.testkit.SipTraffic;
import io.switchhook.testkit.WireMessage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which calls of two phones are the two ends of one. A direct call has one Call-ID at both; of calls through the PBX the
 * wire shows it, since in this world the PBX calls on in the same nanosecond in which it is called.
 */
final class CallPairs {
    private final Life life;
    private final Map<String, String> callerOf = new HashMap<>();

    CallPairs(Life life) {
        this.life = life;
        record Asked(long atNanos, String callId, String from, String dialled) {}
        var asked = new ArrayList<Asked>();
        var begun = new HashSet<String>();
        for (var entry : life.recorder().traffic().entries()) {
            var message = entry.message();
            boolean invite = message.method().equals("INVITE");
            if (invite && entry.toHost().equals("pbx") && entry.isDelivered()) {
                if (message.isRequest() && message.toTag().isEmpty()) {
                    asked.add(new Asked(entry.atNanos(), message.callId(), user(message, "From"), user(message, "To")));
                } else if (!message.isRequest() && message.status() / 100 == 3) {
                    var caller = callerOf.get(message.callId());
                    if (caller != null) {
                        asked.add(new Asked(entry.atNanos(), caller, user(message, "From"), user(message, "Contact")));
                    }
                }
            } else if (invite && message.isRequest() && isFirstOfPbx(entry) && begun.add(message.callId())) {
                asked.stream()
                        .filter(ask -> ask.atNanos() == entry.sentNanos()
                                && ask.from().equals(user(message, "From"))
                                && ask.dialled().equals(user(message, "To")))
                        // One stream may bring two of them at once; the PBX takes them in their order.
                        .min(Comparator.comparingLong(ask -> callerOf.values().stream()
                                .filter(ask.callId()::equals)
                                .count()))
                        .ifPresent(ask -> callerOf.put(message.callId(), ask.callId()));
            }
        }
    }

    private static String user(WireMessage message, String header) {
        var value = message.header(header).orElse("");
        return value.substring(value.indexOf(':') + 1, Math.max(value.indexOf(':') + 1, value.indexOf('@')));
    }

    private static boolean isFirstOfPbx(SipTraffic.Entry entry) {
        return entry.fromHost().equals("pbx") && entry.message().toTag().isEmpty();
    }

    /** The phones' ends of a call that a phone has placed. */
    List<CallWatch> calledBy(CallWatch caller) {
        var id = caller.call().id();
        return life.calls().stream()
                .filter(call -> call != caller && !call.isOutgoing())
                .filter(call -> call.call().id().equals(id)
                        || id.equals(callerOf.get(call.call().id())))
                .toList();
    }

    /** The other end of an answered call, while nobody has transferred it. */
    Optional<CallWatch> otherEndOf(CallWatch call) {
        return life.calls().stream()
                .filter(other -> other.isOutgoing()
                        ? calledBy(other).contains(call)
                        : calledBy(call).contains(other))
                .filter(other -> other.state().isAnswered())
                .findFirst();
    }
}

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
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which calls of two phones are the two ends of one. A direct call has one Call-ID at both; of calls through the PBX the
 * wire shows it, since in this world the PBX calls on in the same nanosecond in which it is called.
 */
final class CallPairs {
    /** An INVITE that the PBX took, or an answer of one that sent it on. */
    private static final class Asked {
        private final long atNanos;
        private final String callId;
        private final String from;
        private final String dialled;
        /** How many telephones the PBX has called for it. */
        private int called;

        Asked(long atNanos, String callId, String from, String dialled) {
            this.atNanos = atNanos;
            this.callId = callId;
            this.from = from;
            this.dialled = dialled;
        }

        boolean mayBeFor(WireMessage invite, long sentNanos) {
            return atNanos == sentNanos && from.equals(user(invite, "From")) && dialled.equals(user(invite, "To"));
        }
    }

    private final Life life;
    private final Map<String, String> callerOf = new HashMap<>();
    private final List<Asked> asked = new ArrayList<>();
    private final Set<String> challenged;

    CallPairs(Life life) {
        this.life = life;
        var traffic = life.recorder().traffic().entries();
        this.challenged = traffic.stream()
                .filter(entry -> entry.fromHost().equals("pbx"))
                .map(SipTraffic.Entry::message)
                .filter(message -> !message.isRequest() && (message.status() == 401 || message.status() == 407))
                .map(CallPairs::numbered)
                .collect(Collectors.toSet());
        var begun = new HashSet<String>();
        for (var entry : traffic) {
            var message = entry.message();
            if (!message.method().equals("INVITE")) {
                continue;
            }
            if (entry.toHost().equals("pbx") && entry.isDelivered()) {
                onPbxHeard(message, entry.atNanos());
            } else if (message.isRequest() && isFirstOfPbx(entry) && begun.add(message.callId())) {
                onPbxCalled(message, entry.sentNanos());
            }
        }
    }

    private void onPbxHeard(WireMessage message, long atNanos) {
        if (!message.isRequest()) {
            var caller = callerOf.get(message.callId());
            if (caller != null && message.status() / 100 == 3 && !hasTried(caller, user(message, "Contact"))) {
                asked.add(new Asked(atNanos, caller, user(message, "From"), user(message, "Contact")));
            }
        } else if (message.toTag().isEmpty() && !challenged.contains(numbered(message))) {
            asked.add(new Asked(atNanos, message.callId(), user(message, "From"), user(message, "To")));
        }
    }

    /** Of one call the PBX calls nobody twice. */
    private boolean hasTried(String caller, String extension) {
        return asked.stream().anyMatch(ask -> ask.callId.equals(caller) && ask.dialled.equals(extension));
    }

    private void onPbxCalled(WireMessage invite, long sentNanos) {
        asked.stream()
                .filter(ask -> ask.mayBeFor(invite, sentNanos))
                // One stream may bring two of them at once; the PBX takes them in their order.
                .min(Comparator.comparingInt(ask -> ask.called))
                .ifPresent(ask -> {
                    ask.called++;
                    callerOf.put(invite.callId(), ask.callId);
                });
    }

    private static String numbered(WireMessage message) {
        return message.callId() + " " + message.header("CSeq").orElse("");
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

package io.switchhook.pbx;

import io.switchhook.base.text.Sentences;
import io.switchhook.pbx.internal.ring.RingGroup;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What is to become of a call: the decision of a {@link DialPlan}.
 *
 * <pre>{@code
 * CallRoute.to("858").ringing(Duration.ofSeconds(20)).ifNoAnswer(CallRoute.to("800")).ifBusy(CallRoute.to("853", "895"))
 * }</pre>
 */
public sealed interface CallRoute {
    /** So long a telephone rings at most; shorter than a proxy waits (Timer C, RFC 3261 §16.6). */
    Duration LONGEST_RINGING = RingGroup.LONGEST_RINGING;

    /** For switching. */
    enum Kind {
        AS_DIALLED,
        RING,
        REJECT
    }

    Kind kind();

    /** Why nobody has taken a call where it went. */
    enum Miss {
        /** 486 or 600. */
        BUSY,
        /** It rang for as long as it was to. */
        NO_ANSWER,
        /** No telephone is registered, or none answers at all: 404, 408, 480 and errors of servers. */
        UNREACHABLE,
        /** Everything else: declined, nothing in common, and the like. */
        REFUSED;

        static Miss of(int status) {
            if (status == 486 || status == 600) {
                return BUSY;
            }
            boolean unreachable = status == 404 || status == 408 || status == 410 || status == 480 || status / 100 == 5;
            return unreachable ? UNREACHABLE : REFUSED;
        }
    }

    /** To the extension or device that was dialled: what happens without a plan. */
    record AsDialled() implements CallRoute {
        @Override
        public Kind kind() {
            return Kind.AS_DIALLED;
        }
    }

    /**
     * To all of these at once; the first that answers gets the call.
     *
     * @param patience how long they ring: 1 s to {@link #LONGEST_RINGING}
     * @param next where the call goes when nobody has taken it, by the reason; for reasons that are not there the caller is told. A message goes there too when it was refused, or
     *     nobody could be sent it, while its sender still waits; where somebody has been sent it and says nothing, it may have arrived and is sent to nobody else
     * @param shownNumber whom they see calling, in the place of the caller's number
     * @param shownName in the place of the caller's name
     */
    record Ring(
            List<CallTarget> targets,
            Duration patience,
            Map<Miss, CallRoute> next,
            Optional<String> shownNumber,
            Optional<String> shownName)
            implements CallRoute {
        public Ring {
            targets = List.copyOf(targets);
            next = Map.copyOf(next);
            if (targets.isEmpty()) {
                throw new IllegalArgumentException("A call needs somebody to ring; reject it to ring nobody");
            }
            if (patience.compareTo(Duration.ofSeconds(1)) < 0 || patience.compareTo(LONGEST_RINGING) > 0) {
                throw new IllegalArgumentException(
                        "A telephone rings for 1 s to 170 s, but not for " + Sentences.time(patience));
            }
        }

        @Override
        public Kind kind() {
            return Kind.RING;
        }

        /** The same, ringing for that long. */
        public Ring ringing(Duration time) {
            return new Ring(targets, time, next, shownNumber, shownName);
        }

        /** The same, with somewhere to go when all are busy. */
        public Ring ifBusy(CallRoute route) {
            return when(Miss.BUSY, route);
        }

        /** The same, with somewhere to go when they have rung for long enough. */
        public Ring ifNoAnswer(CallRoute route) {
            return when(Miss.NO_ANSWER, route);
        }

        /** The same, with somewhere to go when nobody is there to ring. */
        public Ring ifUnreachable(CallRoute route) {
            return when(Miss.UNREACHABLE, route);
        }

        /** The same, with somewhere to go whenever nobody takes it, for all reasons that have no route of their own yet. */
        public Ring otherwise(CallRoute route) {
            var all = this;
            for (var miss : Miss.values()) {
                all = all.next.containsKey(miss) ? all : all.when(miss, route);
            }
            return all;
        }

        private Ring when(Miss miss, CallRoute route) {
            var more = new EnumMap<Miss, CallRoute>(Miss.class);
            more.putAll(next);
            more.put(miss, route);
            return new Ring(targets, patience, more, shownNumber, shownName);
        }

        /** The same, with another caller shown: the number of a department for one. Who calls is told so neither after a transfer (RFC 4916). */
        public Ring shownAs(String number) {
            return new Ring(targets, patience, next, Optional.of(number), shownName);
        }

        /** As {@link #shownAs(String)}, with a name. */
        public Ring shownAs(String number, String name) {
            return new Ring(targets, patience, next, Optional.of(number), Optional.of(name));
        }
    }

    /**
     * To nobody.
     *
     * @param status what the caller is answered: 400 to 699
     */
    record Reject(int status, Optional<String> reason) implements CallRoute {
        public Reject {
            if (status < 400 || status > 699) {
                throw new IllegalArgumentException("A call is rejected with 400 to 699, but not with " + status);
            }
        }

        @Override
        public Kind kind() {
            return Kind.REJECT;
        }
    }

    static CallRoute asDialled() {
        return new AsDialled();
    }

    /** To all telephones of these extensions. */
    static Ring to(String... extensions) {
        return to(Stream.of(extensions).map(CallTarget::extension).toArray(CallTarget[]::new));
    }

    static Ring to(CallTarget... targets) {
        return new Ring(List.of(targets), LONGEST_RINGING, Map.of(), Optional.empty(), Optional.empty());
    }

    /** To nobody, with the usual words for that status. */
    static CallRoute reject(int status) {
        return new Reject(status, Optional.empty());
    }

    static CallRoute reject(int status, String reason) {
        return new Reject(status, Optional.of(reason));
    }
}

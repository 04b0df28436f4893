package io.switchhook.sip.core.proxy;

import io.switchhook.sip.core.feature.FeatureSet;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.header.AcceptContactHeader;
import io.switchhook.sip.message.header.EventHeader;
import io.switchhook.sip.message.header.RejectContactHeader;
import io.switchhook.sip.message.header.RequestDispositionHeader;
import io.switchhook.sip.message.header.SipMethod;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What a caller wants of the telephones of who is called, and of the proxy that looks for them: Accept-Contact, Reject-Contact and Request-Disposition of RFC 3841. A proxy
 * heeds them where it knows the telephones of its own domain, and a telephone as if it were the proxy of one that knows itself alone (§6). Immutable.
 *
 * <p>Of Request-Disposition are heeded {@code no-fork}, {@code parallel}, {@code sequential}, {@code no-cancel} and {@code no-recurse}. A caller is not told where the
 * telephones of somebody else are ({@code redirect}), cannot have 3xx followed that {@link ProxyRules} leave to the caller ({@code recurse}), and is not queued.
 */
public final class CallerPreferences {
    /** Those of a caller who wants nothing. */
    public static final CallerPreferences NONE =
            new CallerPreferences(List.of(), List.of(), false, Order.BY_PREFERENCE, Set.of());

    /** A request with more wishes than these is not compared with each. */
    private static final int MOST_WISHES = 10;

    private static final String NO_FORK = "no-fork";
    private static final String NO_CANCEL = "no-cancel";
    private static final String NO_RECURSE = "no-recurse";
    private static final String PARALLEL = "parallel";
    private static final String SEQUENTIAL = "sequential";

    private enum Order {
        BY_PREFERENCE,
        ALL_AT_ONCE,
        ONE_BY_ONE
    }

    /**
     * @param require whether a telephone that does not match is of no use
     * @param explicit whether one that does not name the features counts as one that does not match
     */
    private record Wish(FeatureSet features, boolean require, boolean explicit) {}

    /** @param weight the overall preference of the caller, Qa of RFC 3841 §7.2.4 */
    private record Weighed(ProxyTarget target, double weight) {}

    private final List<FeatureSet> rejected;
    private final List<Wish> wishes;
    private final boolean implied;
    private final Order order;
    private final Set<String> directives;

    private CallerPreferences(
            List<FeatureSet> rejected, List<Wish> wishes, boolean implied, Order order, Set<String> directives) {
        this.rejected = rejected;
        this.wishes = wishes;
        this.implied = implied;
        this.order = order;
        this.directives = directives;
    }

    /** Of a request outside a dialog. What cannot be read of it is passed over. */
    public static CallerPreferences of(SipRequest request) {
        var rejected = request.allReadable(RejectContactHeader.TYPE).stream()
                .limit(MOST_WISHES)
                .map(header -> FeatureSet.of(header.parameters()))
                .toList();
        var wishes = request.allReadable(AcceptContactHeader.TYPE).stream()
                .limit(MOST_WISHES)
                .map(header -> new Wish(FeatureSet.of(header.parameters()), header.require(), header.explicit()))
                .toList();
        // RFC 3841 §7.2.2.
        boolean implied = rejected.isEmpty() && wishes.isEmpty();
        var directives = directivesOf(request);
        return new CallerPreferences(
                rejected, implied ? List.of(impliedBy(request)) : wishes, implied, orderOf(directives), directives);
    }

    /** A CANCEL or an ACK goes where its INVITE has gone. */
    private static Wish impliedBy(SipRequest request) {
        boolean hopByHop =
                request.method().equals(SipMethod.CANCEL) || request.method().equals(SipMethod.ACK);
        var method = hopByHop ? SipMethod.INVITE : request.method();
        var event = request.method().equals(SipMethod.SUBSCRIBE)
                ? request.allReadable(EventHeader.TYPE).stream().findFirst().map(EventHeader::eventPackage)
                : Optional.<String>empty();
        return new Wish(FeatureSet.impliedBy(method.name(), event), true, false);
    }

    private static Set<String> directivesOf(SipRequest request) {
        if (!request.has(RequestDispositionHeader.TYPE)) {
            return Set.of();
        }
        var directives = new HashSet<String>();
        for (var header : request.allReadable(RequestDispositionHeader.TYPE)) {
            directives.add(header.directive().toLowerCase(Locale.ROOT));
        }
        return directives;
    }

    private static Order orderOf(Set<String> directives) {
        // RFC 3841 §9.1: one of each type; who asks for both asks for nothing.
        if (directives.contains(PARALLEL) == directives.contains(SEQUENTIAL)) {
            return Order.BY_PREFERENCE;
        }
        return directives.contains(PARALLEL) ? Order.ALL_AT_ONCE : Order.ONE_BY_ONE;
    }

    /** Whether branches that ring on are cancelled when another one has been answered. */
    boolean cancelsOthers() {
        return !directives.contains(NO_CANCEL);
    }

    /** Whether the addresses of a 3xx may be tried for the caller. */
    boolean recurses() {
        return !directives.contains(NO_RECURSE);
    }

    /**
     * The targets that are left, and the order in which the request is tried at them (RFC 3841 §7.2.4): by the q of who is called, and among those of the same q by what the caller
     * prefers, if it has said so.
     *
     * @param targets at least one
     * @return empty when the caller wants none of them: 480
     */
    public Optional<TargetSet> select(List<ProxyTarget> targets) {
        var left = weigh(targets);
        if (left.isEmpty() && implied) {
            // They say themselves what they cannot: 405 or 489.
            left = targets.stream().map(target -> new Weighed(target, 1)).toList();
        }
        if (left.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new TargetSet(grouped(left), this));
    }

    private List<Weighed> weigh(List<ProxyTarget> targets) {
        var left = new ArrayList<Weighed>();
        for (var target : targets) {
            if (target.features().isEmpty()) {
                left.add(new Weighed(target, 1));
            } else if (rejected.stream().noneMatch(unwanted -> isRejected(target, unwanted))) {
                weightOf(target).ifPresent(weight -> left.add(new Weighed(target, weight)));
            }
        }
        return left;
    }

    /** Only a telephone that names all of what is not wanted. */
    private static boolean isRejected(ProxyTarget target, FeatureSet unwanted) {
        return unwanted.shareNamedBy(target.features()) == 1 && unwanted.matches(target.features());
    }

    /** Empty when the target is of no use; figure 1 of the RFC. */
    private Optional<Double> weightOf(ProxyTarget target) {
        if (wishes.isEmpty()) {
            return Optional.of(1.0);
        }
        double sum = 0;
        int matched = 0;
        for (var wish : wishes) {
            boolean matches = wish.features().matches(target.features());
            double score = wish.features().shareNamedBy(target.features());
            boolean unsaid = matches && wish.explicit() && score < 1;
            if (wish.require() && (!matches || unsaid)) {
                return Optional.empty();
            }
            matched += matches ? 1 : 0;
            sum += matches && !unsaid ? score : 0;
        }
        return Optional.of(matched == 0 ? 0 : sum / matched);
    }

    private List<List<ProxyTarget>> grouped(List<Weighed> left) {
        // What a method implies only takes away: it is no wish that one telephone ring before another.
        Comparator<Weighed> first =
                Comparator.comparingDouble((Weighed each) -> each.target().q()).reversed();
        Comparator<Weighed> then = Comparator.comparingDouble((Weighed each) -> implied ? 1 : each.weight())
                .reversed();
        var ordered = left.stream().sorted(first.thenComparing(then)).toList();
        if (directives.contains(NO_FORK)) {
            return List.of(List.of(ordered.get(0).target()));
        }
        var groups = new ArrayList<List<ProxyTarget>>();
        for (int i = 0; i < ordered.size(); i++) {
            boolean together = i > 0
                    && (order == Order.ALL_AT_ONCE
                            || (order == Order.BY_PREFERENCE
                                    && first.thenComparing(then).compare(ordered.get(i - 1), ordered.get(i)) == 0));
            if (!together) {
                groups.add(new ArrayList<>());
            }
            groups.get(groups.size() - 1).add(ordered.get(i).target());
        }
        return groups;
    }
}

package io.switchhook.sip.core.feature;

import io.switchhook.sip.message.uri.Parameters;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The features that a Contact names, or that a caller wants or does not want: RFC 3840 §5, RFC 3841 §8. Of many only the first 32 are compared, and of each the first 32
 * values: nobody names more, and whoever does cannot make comparing them costly. Immutable.
 */
public final class FeatureSet {
    /** No feature is named. */
    public static final FeatureSet EMPTY = new FeatureSet(Parameters.EMPTY, Map.of());

    private static final int MOST = 32;
    private static final String SIP_TREE = "sip.";
    private static final String METHODS = "methods";
    private static final String EVENTS = "events";

    /** RFC 3840 §9: those that are written without a plus. */
    private static final Set<String> BASE_TAGS = Set.of(
            "audio",
            "automata",
            "class",
            "duplex",
            "data",
            "control",
            "mobility",
            "description",
            EVENTS,
            "priority",
            METHODS,
            "schemes",
            "application",
            "video",
            "language",
            "type",
            "isfocus",
            "actor",
            "text",
            "extensions");

    /** Base tags that are no tags of the SIP tree (RFC 3840 §5). */
    private static final Set<String> OF_NO_TREE = Set.of("language", "type");

    private final Parameters parameters;
    private final Map<String, List<FeatureValue>> terms;

    private FeatureSet(Parameters parameters, Map<String, List<FeatureValue>> terms) {
        this.parameters = parameters;
        this.terms = terms;
    }

    /** Those among the parameters of a Contact, Accept-Contact or Reject-Contact that are features. */
    public static FeatureSet of(Parameters all) {
        if (all.isEmpty()) {
            return EMPTY;
        }
        var features = Parameters.EMPTY;
        var terms = new LinkedHashMap<String, List<FeatureValue>>();
        for (var entry : all.entries()) {
            var tag = tagOf(entry.name());
            if (tag.isEmpty()) {
                continue;
            }
            features = entry.value().isPresent()
                    ? features.withQuoted(entry.name(), entry.value().get())
                    : features.withFlag(entry.name());
            if (terms.size() < MOST) {
                terms.putIfAbsent(tag.get(), valuesOf(entry.value().orElse("TRUE")));
            }
        }
        return features.isEmpty() ? EMPTY : new FeatureSet(features, terms);
    }

    /** What a request wants of who takes it without saying so: its method, and for a subscription its event package (RFC 3841 §7.2.2). */
    public static FeatureSet impliedBy(String method, Optional<String> eventPackage) {
        var implied = Parameters.EMPTY.withQuoted(METHODS, method);
        return of(eventPackage.map(event -> implied.withQuoted(EVENTS, event)).orElse(implied));
    }

    /** RFC 3841 §8: the tag that a parameter stands for; empty when it is no feature. */
    private static Optional<String> tagOf(String parameter) {
        var name = parameter.toLowerCase(Locale.ROOT);
        if (name.startsWith("+")) {
            return Optional.of(name.substring(1).replace('!', ':').replace('\'', '/'));
        }
        if (!BASE_TAGS.contains(name)) {
            return Optional.empty();
        }
        return Optional.of(OF_NO_TREE.contains(name) ? name : SIP_TREE + name);
    }

    private static List<FeatureValue> valuesOf(String written) {
        if (FeatureValue.isText(written)) {
            return List.of(FeatureValue.of(written));
        }
        var values = new ArrayList<FeatureValue>();
        for (var value : written.split(",", MOST + 1)) {
            if (values.size() < MOST) {
                values.add(FeatureValue.of(value.strip()));
            }
        }
        return List.copyOf(values);
    }

    /** Whether no feature is named. */
    public boolean isEmpty() {
        return terms.isEmpty();
    }

    /** As parameters of a Contact, written as they came. */
    public Parameters parameters() {
        return parameters;
    }

    /** Whether something can have the features of both: those that both name have a value in common (RFC 2533 §4.2). */
    public boolean matches(FeatureSet other) {
        return terms.entrySet().stream()
                .allMatch(term -> meet(term.getValue(), other.terms.getOrDefault(term.getKey(), List.of())));
    }

    /** Nothing is known of a feature that has not been named. */
    private static boolean meet(List<FeatureValue> ours, List<FeatureValue> theirs) {
        return theirs.isEmpty() || ours.stream().anyMatch(one -> theirs.stream().anyMatch(one::meets));
    }

    /** What part of these features the other names too, whatever their values: from 0 to 1; 1 when there are none (RFC 3841 §7.2.4). */
    public double shareNamedBy(FeatureSet other) {
        return isEmpty()
                ? 1
                : (double) terms.keySet().stream()
                                .filter(other.terms::containsKey)
                                .count()
                        / terms.size();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FeatureSet that && terms.equals(that.terms);
    }

    @Override
    public int hashCode() {
        return terms.hashCode();
    }

    /** As {@link #parameters()}. */
    @Override
    public String toString() {
        return parameters.toString();
    }
}

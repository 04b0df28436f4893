package io.switchhook.testkit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Rules about the order of requests within dialogs. */
final class DialogRules {

    /** One side of a dialog, or of a row of requests outside of any. */
    private record Side(String host, String callId, String localTag) {}

    private record TagPair(String callId, String one, String other) {}

    private record Branch(String host, String branch, String method) {}

    private final List<SipTraffic.Entry> entries;
    private final List<WireProblem> problems;
    private final Map<Side, SipTraffic.Entry> lastRequests = new HashMap<>();
    private final Map<Side, List<SipTraffic.Entry>> byes = new HashMap<>();
    private final Set<Side> byeAnswered = new HashSet<>();
    /** Requests that may be said again: those challenged, and a BYE that a later request has overtaken. */
    private final Set<Branch> challenged = new HashSet<>();

    private final Set<TagPair> established = new HashSet<>();
    /** Dialogs in which a subscription was opened while the call stood. */
    private final Set<TagPair> subscribed = new HashSet<>();

    private final Set<Branch> seen = new HashSet<>();

    DialogRules(List<SipTraffic.Entry> entries, List<WireProblem> problems) {
        this.entries = entries;
        this.problems = problems;
    }

    private void problem(WireRule rule, SipTraffic.Entry entry, String what) {
        problems.add(new WireProblem(rule, MessageRules.name(entry) + ": " + what));
    }

    void check() {
        // Over a stream an answer may wait for long until it leaves, while its sender takes the dialog for open.
        entries.stream()
                .filter(entry -> entry.reliable() && !entry.message().isRequest())
                .forEach(this::establish);
        for (var entry : entries) {
            var message = entry.message();
            if (!message.isRequest()) {
                onAnswer(entry);
            } else if (seen.add(new Branch(entry.fromHost(), message.branch(), message.method()))) {
                onNewRequest(entry);
            }
        }
    }

    private void establish(SipTraffic.Entry answer) {
        var message = answer.message();
        message.toTag()
                .ifPresent(tag -> established.add(
                        new TagPair(message.callId(), message.fromTag().orElse(""), tag)));
    }

    private void onAnswer(SipTraffic.Entry entry) {
        var message = entry.message();
        establish(entry);
        boolean overtaken = message.status() == 500 && message.method().equals("BYE");
        if (message.status() == 401 || message.status() == 407 || overtaken) {
            challenged.add(new Branch(entry.toHost(), message.branch(), message.method()));
        }
        if (message.method().equals("BYE") && message.status() / 100 == 2) {
            byeAnswered.add(
                    new Side(entry.fromHost(), message.callId(), message.toTag().orElse("")));
        }
    }

    private void onNewRequest(SipTraffic.Entry entry) {
        var message = entry.message();
        var side =
                new Side(entry.fromHost(), message.callId(), message.fromTag().orElse(""));
        message.toTag().ifPresent(tag -> checkTags(entry, message.fromTag().orElse(""), tag));
        if (message.method().equals("ACK") || message.method().equals("CANCEL")) {
            return;
        }
        checkCseq(side, entry);
        if (message.toTag().isPresent()) {
            checkAfterBye(side, entry);
            noteSubscription(side, entry);
        }
        if (message.method().equals("BYE")) {
            byes.computeIfAbsent(side, key -> new ArrayList<>()).add(entry);
        }
    }

    private void checkTags(SipTraffic.Entry entry, String from, String to) {
        var callId = entry.message().callId();
        // A request may overtake the answer that makes its dialog (NOTIFY before 2xx): then the INVITE's own dialog
        // knows the pair.
        boolean known = established.contains(new TagPair(callId, from, to))
                || established.contains(new TagPair(callId, to, from));
        if (!known) {
            problem(WireRule.TAGS, entry, "no answer has established a dialog with tags " + from + " and " + to);
        }
    }

    private void checkCseq(Side side, SipTraffic.Entry entry) {
        var last = Optional.ofNullable(lastRequests.put(side, entry)).map(SipTraffic.Entry::message);
        var message = entry.message();
        // Several branches of one forked request have its number in common; they go to different targets.
        boolean fork = message.toTag().isEmpty()
                && last.filter(before -> !before.requestUri().equals(message.requestUri()))
                        .isPresent();
        if (last.isPresent() && !fork && message.cseq() <= last.get().cseq()) {
            problem(
                    WireRule.CSEQ_INCREASES,
                    entry,
                    "the number before it was " + last.get().cseq());
        }
    }

    private void noteSubscription(Side side, SipTraffic.Entry entry) {
        var message = entry.message();
        boolean opens = message.method().equals("SUBSCRIBE") || message.method().equals("REFER");
        if (opens && !byes.containsKey(side) && !byeAnswered.contains(side)) {
            subscribed.add(new TagPair(
                    message.callId(),
                    message.fromTag().orElse(""),
                    message.toTag().orElse("")));
        }
    }

    /** RFC 5057: a subscription that shares the dialog outlives the call, and is refreshed or given up there; a new one is not opened. */
    private boolean holdsSubscription(SipTraffic.Entry entry) {
        var message = entry.message();
        var from = message.fromTag().orElse("");
        var to = message.toTag().orElse("");
        return subscribed.contains(new TagPair(message.callId(), from, to))
                || subscribed.contains(new TagPair(message.callId(), to, from));
    }

    private void checkAfterBye(Side side, SipTraffic.Entry entry) {
        var method = entry.message().method();
        var own = byes.getOrDefault(side, List.of());
        if (method.equals("NOTIFY") || method.equals("SUBSCRIBE") && holdsSubscription(entry)) {
            return;
        }
        boolean retried = method.equals("BYE")
                && own.stream()
                        .map(SipTraffic.Entry::message)
                        .allMatch(bye -> challenged.contains(new Branch(side.host, bye.branch(), "BYE")));
        if (!own.isEmpty() && !retried) {
            problem(WireRule.AFTER_BYE, entry, "this side has sent BYE before");
        } else if (byeAnswered.contains(side)) {
            problem(WireRule.AFTER_BYE, entry, "this side has answered the other's BYE before");
        }
    }
}

package io.switchhook.testkit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Rules about requests, their repetitions, their answers and acknowledgements, on one hop. */
final class TransactionRules {

    /** One request with its repetitions, from one host. */
    private record Key(String host, String branch, String method) {}

    private final List<WireProblem> problems;
    private final Map<Key, List<SipTraffic.Entry>> requests = new LinkedHashMap<>();
    private final Map<Key, List<SipTraffic.Entry>> answers = new LinkedHashMap<>();

    TransactionRules(List<SipTraffic.Entry> entries, List<WireProblem> problems) {
        this.problems = problems;
        for (var entry : entries) {
            var message = entry.message();
            if (message.isRequest()) {
                add(requests, new Key(entry.fromHost(), message.branch(), message.method()), entry);
            } else if (!entry.toHost().isEmpty()) {
                add(answers, new Key(entry.toHost(), message.branch(), message.method()), entry);
            }
        }
    }

    private static void add(Map<Key, List<SipTraffic.Entry>> map, Key key, SipTraffic.Entry entry) {
        map.computeIfAbsent(key, absent -> new ArrayList<>()).add(entry);
    }

    private void problem(WireRule rule, SipTraffic.Entry entry, String what) {
        problems.add(new WireProblem(rule, MessageRules.name(entry) + ": " + what));
    }

    void check() {
        requests.forEach(this::checkBranch);
        requests.forEach((key, sent) -> {
            switch (key.method) {
                case "ACK" -> sent.forEach(ack -> checkAck(key, ack));
                case "CANCEL" -> {
                    checkCancel(key, sent.get(0));
                    checkAnswered(key, sent);
                }
                default -> checkAnswered(key, sent);
            }
        });
        answers.forEach((key, sent) -> sent.forEach(answer -> checkAnswer(key, answer)));
        requests.forEach((key, sent) -> {
            if (key.method.equals("INVITE")) {
                finals(key).filter(SipTraffic.Entry::isDelivered).forEach(answer -> checkAcknowledged(key, answer));
            }
        });
    }

    private Stream<SipTraffic.Entry> finals(Key key) {
        return answers.getOrDefault(key, List.of()).stream()
                .filter(answer -> answer.message().status() >= 200);
    }

    private void checkBranch(Key key, List<SipTraffic.Entry> sent) {
        var first = sent.get(0).message();
        for (var again : sent) {
            var message = again.message();
            if (!message.callId().equals(first.callId()) || message.cseq() != first.cseq()) {
                problem(WireRule.BRANCH, again, "the branch was used before by another request");
            }
        }
        if (key.method.equals("ACK")) {
            // It has the To of what it acknowledges (RFC 3261 §17.1.1.3): two for who died, came back and refused
            // again.
            sent.stream()
                    .collect(Collectors.groupingBy(ack -> ack.message().toTag()))
                    .values()
                    .forEach(this::checkRepetitions);
        } else {
            checkRepetitions(sent);
        }
    }

    private void checkRepetitions(List<SipTraffic.Entry> sent) {
        var first = sent.get(0).message();
        for (var again : sent.subList(1, sent.size())) {
            var message = again.message();
            boolean moved = again.reliable() && !again.from().equals(sent.get(0).from());
            boolean same = message.callId().equals(first.callId()) && message.cseq() == first.cseq();
            if (same && !message.hasSameBytesAs(first) && !shown(again, moved).equals(shown(sent.get(0), moved))) {
                problem(
                        WireRule.BRANCH,
                        again,
                        "a repetition differs from the first time: " + difference(first, message));
            }
        }
    }

    /**
     * @param moved whether it went over another connection than the first time: whoever called over the old one is reached over the new one, and shows credentials anew
     *     (RFC 7616 §3.4: the same nc is a replay)
     */
    private static String shown(SipTraffic.Entry entry, boolean moved) {
        var shown = entry.message().toString();
        if (moved) {
            for (var name : List.of("Contact", "Authorization", "Proxy-Authorization")) {
                for (var value : entry.message().headers(name)) {
                    shown = shown.replace(value, "");
                }
            }
        }
        return shown;
    }

    private static String difference(WireMessage first, WireMessage again) {
        var before = first.toString().lines().toList();
        return again.toString()
                .lines()
                .filter(line -> !before.contains(line))
                .findFirst()
                .map(line -> "new is \"" + line + '"')
                .orElse("something lacks");
    }

    private void checkAnswered(Key key, List<SipTraffic.Entry> sent) {
        if (sent.stream().noneMatch(SipTraffic.Entry::isDelivered)) {
            return;
        }
        var outcomes = finals(key)
                .map(answer -> answer.message().status() + " "
                        + answer.message().toTag().orElse(""))
                .distinct()
                .toList();
        if (outcomes.isEmpty()) {
            problem(WireRule.FINAL_ANSWER, sent.get(0), "it was never answered finally");
        }
        // Several 2xx from different branches of a forked INVITE pass through (RFC 3261 §13.2.2.4).
        boolean forked = key.method.equals("INVITE") && outcomes.stream().allMatch(outcome -> outcome.startsWith("2"));
        if (outcomes.size() > 1 && !forked) {
            problem(WireRule.FINAL_ANSWER, sent.get(0), "it was answered finally more than once: " + outcomes);
        }
    }

    private void checkAnswer(Key key, SipTraffic.Entry answer) {
        var asked = requests.get(key);
        if (asked == null) {
            problem(WireRule.ANSWER_MATCHES, answer, "nobody asked: no request has its branch and method");
            return;
        }
        var request = asked.get(0).message();
        var message = answer.message();
        boolean copied = message.callId().equals(request.callId())
                && message.cseq() == request.cseq()
                && message.fromTag().equals(request.fromTag())
                && (request.toTag().isEmpty() || request.toTag().equals(message.toTag()));
        if (!copied) {
            problem(WireRule.ANSWER_MATCHES, answer, "Call-ID, CSeq or tags are not those of the request");
        }
    }

    private void checkCancel(Key key, SipTraffic.Entry cancel) {
        var invites = requests.get(new Key(key.host, key.branch, "INVITE"));
        if (invites == null) {
            problem(WireRule.CANCEL, cancel, "no INVITE has its branch");
            return;
        }
        var invite = invites.get(0).message();
        var message = cancel.message();
        boolean copied = message.callId().equals(invite.callId())
                && message.cseq() == invite.cseq()
                && message.requestUri().equals(invite.requestUri())
                && Objects.equals(message.header("To"), invite.header("To"))
                && Objects.equals(message.header("From"), invite.header("From"));
        if (!copied) {
            problem(WireRule.CANCEL, cancel, "Request-URI, Call-ID, CSeq, From or To are not those of the INVITE");
        }
    }

    private void checkAck(Key key, SipTraffic.Entry ack) {
        var invite = new Key(key.host, key.branch, "INVITE");
        if (!requests.containsKey(invite)) {
            return;
        }
        var refusals = finals(invite)
                .filter(answer -> answer.message().status() >= 300)
                .map(answer -> answer.message().toTag())
                .toList();
        if (refusals.isEmpty()) {
            problem(WireRule.ACK, ack, "it has the INVITE's branch, but that was not refused");
        } else if (!refusals.contains(ack.message().toTag())) {
            problem(WireRule.ACK, ack, "no refusal of its INVITE has its To tag");
        }
    }

    private void checkAcknowledged(Key invite, SipTraffic.Entry answer) {
        var message = answer.message();
        boolean refusal = message.status() >= 300;
        var acked = requests.entrySet().stream()
                .filter(request -> request.getKey().method.equals("ACK")
                        && request.getKey().host.equals(invite.host)
                        && request.getKey().branch.equals(invite.branch) == refusal)
                .flatMap(request -> request.getValue().stream())
                .map(SipTraffic.Entry::message)
                .anyMatch(ack -> ack.callId().equals(message.callId())
                        && ack.cseq() == message.cseq()
                        && ack.fromTag().equals(message.fromTag())
                        && ack.toTag().equals(message.toTag()));
        if (!acked) {
            problem(WireRule.ACK, answer, "it arrived and was never acknowledged by an ACK of its dialog and number");
        }
    }
}

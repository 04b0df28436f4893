package io.switchhook.testkit;

import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** Rules that one message can break by itself. */
final class MessageRules {
    private static final List<String> ONCE = List.of("From", "To", "Call-ID", "CSeq");
    private static final Pattern HOPS = Pattern.compile("\\d{1,3}");

    private final SipTraffic.Entry entry;
    private final WireMessage message;
    private final List<WireProblem> problems;

    private MessageRules(SipTraffic.Entry entry, List<WireProblem> problems) {
        this.entry = entry;
        this.message = entry.message();
        this.problems = problems;
    }

    static void check(SipTraffic.Entry entry, List<WireProblem> problems) {
        var rules = new MessageRules(entry, problems);
        rules.checkMandatoryHeaders();
        rules.checkContact();
        rules.checkLength();
        if (entry.message().isRequest()) {
            rules.checkRequest();
        }
    }

    static String name(SipTraffic.Entry entry) {
        return entry.message().startLine() + " from " + entry.fromHost() + " (Call-ID "
                + entry.message().callId() + ", CSeq " + entry.message().cseq() + ")";
    }

    private void demand(boolean holds, WireRule rule, Supplier<String> what) {
        if (!holds) {
            problems.add(new WireProblem(rule, name(entry) + ": " + what.get()));
        }
    }

    private void checkMandatoryHeaders() {
        for (var header : ONCE) {
            int count = message.count(header);
            demand(count == 1, WireRule.MANDATORY_HEADERS, () -> header + " is there " + count + " times");
        }
        demand(!message.via().isEmpty(), WireRule.MANDATORY_HEADERS, () -> "there is no Via");
        demand(message.fromTag().isPresent(), WireRule.MANDATORY_HEADERS, () -> "From has no tag");
        long number = message.cseq();
        boolean inRange = number >= 0 && number < 1L << 31;
        demand(inRange, WireRule.MANDATORY_HEADERS, () -> "CSeq is not a number below 2^31");
        if (message.isRequest()) {
            demand(
                    message.method().equals(message.cseqMethod()),
                    WireRule.MANDATORY_HEADERS,
                    () -> "CSeq names " + message.cseqMethod());
        } else if (message.status() > 100) {
            demand(message.toTag().isPresent(), WireRule.MANDATORY_HEADERS, () -> "To has no tag");
        }
    }

    private void checkContact() {
        boolean establishes = message.isRequest() || message.status() / 100 == 2;
        if (message.method().equals("INVITE") && establishes) {
            int count = message.elements("Contact").size();
            demand(count == 1, WireRule.MANDATORY_HEADERS, () -> "Contact is there " + count + " times");
        }
    }

    private void checkLength() {
        int length = message.bodyLength();
        var stated = message.headers("Content-Length");
        demand(
                stated.stream().allMatch(Integer.toString(length)::equals),
                WireRule.CONTENT_LENGTH,
                () -> "Content-Length is " + stated + ", the body has " + length + " bytes");
        boolean enough = stated.size() == 1 || (stated.isEmpty() && !entry.reliable());
        demand(enough, WireRule.CONTENT_LENGTH, () -> "Content-Length is there " + stated.size() + " times");
        demand(
                length == 0 || message.header("Content-Type").isPresent(),
                WireRule.CONTENT_LENGTH,
                () -> "there is a body without Content-Type");
    }

    private void checkRequest() {
        var hops = message.headers("Max-Forwards");
        boolean right = hops.size() == 1 && HOPS.matcher(hops.get(0)).matches() && Integer.parseInt(hops.get(0)) < 256;
        demand(right, WireRule.MAX_FORWARDS, () -> "Max-Forwards is " + hops);
        demand(message.branch().startsWith("z9hG4bK"), WireRule.BRANCH, () -> "the branch is " + message.branch());
    }
}

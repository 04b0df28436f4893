package io.switchhook.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchhook.simulation.SimulatedHost;
import io.switchhook.simulation.Simulation;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A call that is clean on the wire, written by hand, and one breach of each kind planted in it. */
class WireCheckerTest {
    private static final String A = "192.0.2.1:5060";
    private static final String B = "192.0.2.2:5060";

    private final Simulation simulation = new Simulation(8);
    private final SipTraffic traffic = SipTraffic.of(simulation);
    private final ScriptedPeer alice = peer("alice", "192.0.2.1");
    private final ScriptedPeer bob = peer("bob", "192.0.2.2");

    private ScriptedPeer peer(String name, String address) {
        SimulatedHost host = simulation.host(name, address);
        try {
            return ScriptedPeer.udp(name, host, Pump.of(simulation), new InetSocketAddress(host.address(), 5060))
                    .lenient()
                    .exposeRetransmissions();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** One message of a script: from alice (true) or bob. */
    private record Step(boolean fromAlice, WireMessage message) {}

    private static Step request(boolean fromAlice, String method, int cseq, String branch, String toTag) {
        var via = "SIP/2.0/UDP " + (fromAlice ? A : B) + ";branch=z9hG4bK" + branch;
        var own = fromAlice ? "ta" : "tb";
        var draft = Draft.request(method, "sip:x@" + (fromAlice ? B : A))
                .header("Via", via)
                .header("Max-Forwards", "70")
                .header("From", "<sip:" + own + "@example.com>;tag=" + own)
                .header("To", "<sip:x@example.com>" + (toTag.isEmpty() ? "" : ";tag=" + toTag))
                .header("Call-ID", "call")
                .header("CSeq", cseq + " " + method)
                .header("Contact", "<sip:x@" + (fromAlice ? A : B) + ">")
                .header("Content-Length", "0");
        return new Step(fromAlice, draft.build());
    }

    private static Step answer(Step request, int status, String toTag) {
        var asked = request.message;
        var to = asked.header("To").orElseThrow();
        var draft = Draft.response(status, "Whatever")
                .header("Via", asked.via())
                .header("From", asked.header("From").orElseThrow())
                .header("To", toTag.isEmpty() || asked.toTag().isPresent() ? to : to + ";tag=" + toTag)
                .header("Call-ID", asked.callId())
                .header("CSeq", asked.header("CSeq").orElseThrow())
                .header("Contact", "<sip:x@" + (request.fromAlice ? B : A) + ">")
                .header("Content-Length", "0");
        return new Step(!request.fromAlice, draft.build());
    }

    /** INVITE, 200, ACK, a NOTIFY, a re-INVITE refused by 491, BYE. */
    private static List<Step> cleanCall() {
        var invite = request(true, "INVITE", 1, "i", "");
        var notify = request(false, "NOTIFY", 1, "n", "ta");
        var again = request(false, "INVITE", 2, "r", "ta");
        var bye = request(true, "BYE", 2, "b", "tb");
        return List.of(
                invite,
                answer(invite, 100, ""),
                answer(invite, 180, "tb"),
                answer(invite, 200, "tb"),
                request(true, "ACK", 1, "a", "tb"),
                notify,
                answer(notify, 200, ""),
                again,
                answer(again, 491, ""),
                request(false, "ACK", 2, "r", "ta"),
                bye,
                answer(bye, 200, ""));
    }

    private List<WireProblem> play(List<Step> steps) {
        for (var step : steps) {
            var from = step.fromAlice ? alice : bob;
            from.send(step.message, (step.fromAlice ? bob : alice).address());
            simulation.run(Duration.ofMillis(10));
        }
        return new WireChecker(traffic).problems();
    }

    @Test
    void cleanCallHasNoProblems() {
        assertThat(play(cleanCall())).isEmpty();
        new WireChecker(traffic).assertClean();
    }

    @Test
    void repeatedMessagesAreNoProblem() {
        var steps = new ArrayList<Step>();
        cleanCall().forEach(step -> steps.addAll(List.of(step, step)));
        assertThat(play(steps)).isEmpty();
    }

    /** A breach: what to do to the clean call, and the rules that must find it. */
    private record Breach(String name, UnaryOperator<List<Step>> change, List<WireRule> found) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Breach breach(String name, WireRule rule, UnaryOperator<List<Step>> change) {
        return new Breach(name, change, List.of(rule));
    }

    private static UnaryOperator<List<Step>> edit(int at, UnaryOperator<Draft> edit) {
        return steps -> {
            var changed = new ArrayList<>(steps);
            var old = steps.get(at);
            changed.set(
                    at, new Step(old.fromAlice, edit.apply(old.message.edit()).build()));
            return changed;
        };
    }

    private static UnaryOperator<List<Step>> without(int... at) {
        return steps -> {
            var changed = new ArrayList<>(steps);
            for (int i = at.length - 1; i >= 0; i--) {
                changed.remove(at[i]);
            }
            return changed;
        };
    }

    private static UnaryOperator<List<Step>> append(Step... more) {
        return steps -> {
            var changed = new ArrayList<>(steps);
            changed.addAll(List.of(more));
            return changed;
        };
    }

    static List<Breach> breaches() {
        return Stream.of(breachesOfMessages(), breachesOfTransactions(), breachesOfDialogs())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Breach> breachesOfMessages() {
        var stranger = request(true, "OPTIONS", 9, "o", "");
        return List.of(
                breach("two Call-IDs", WireRule.MANDATORY_HEADERS, edit(5, d -> d.header("i", "again"))),
                breach(
                        "no From tag",
                        WireRule.MANDATORY_HEADERS,
                        steps -> edit(6, d -> d.replace("From", "<sip:tb@example.com>"))
                                .apply(edit(5, d -> d.replace("From", "<sip:tb@example.com>"))
                                        .apply(steps))),
                breach("no Contact in INVITE", WireRule.MANDATORY_HEADERS, edit(0, d -> d.remove("Contact"))),
                breach(
                        "no To tag in a final answer",
                        WireRule.MANDATORY_HEADERS,
                        append(stranger, answer(stranger, 200, ""))),
                breach("wrong length", WireRule.CONTENT_LENGTH, edit(5, d -> d.replace("Content-Length", "14"))),
                breach("body without type", WireRule.CONTENT_LENGTH, edit(5, d -> d.bodyBytes(new byte[] {1}))),
                breach("no Max-Forwards", WireRule.MAX_FORWARDS, edit(5, d -> d.remove("Max-Forwards"))),
                breach("Max-Forwards 300", WireRule.MAX_FORWARDS, edit(5, d -> d.replace("Max-Forwards", "300"))),
                breach(
                        "branch without cookie",
                        WireRule.BRANCH,
                        steps -> edit(11, d -> d.replace("Via", "SIP/2.0/UDP " + A + ";branch=1"))
                                .apply(edit(10, d -> d.replace("Via", "SIP/2.0/UDP " + A + ";branch=1"))
                                        .apply(steps))),
                breach(
                        "repetition that differs",
                        WireRule.BRANCH,
                        append(new Step(
                                true,
                                cleanCall()
                                        .get(10)
                                        .message
                                        .edit()
                                        .header("X", "1")
                                        .build()))));
    }

    private static List<Breach> breachesOfTransactions() {
        var stranger = request(true, "OPTIONS", 9, "o", "");
        return List.of(
                breach("unanswered request", WireRule.FINAL_ANSWER, without(6)),
                breach(
                        "two final answers",
                        WireRule.FINAL_ANSWER,
                        append(answer(cleanCall().get(5), 481, ""))),
                breach("answer to nothing", WireRule.ANSWER_MATCHES, append(answer(stranger, 200, "q"))),
                breach("answer with another Call-ID", WireRule.ANSWER_MATCHES, edit(6, d -> d.replace("Call-ID", "x"))),
                breach("no ACK to 200", WireRule.ACK, without(4)),
                breach("no ACK to 491", WireRule.ACK, without(9)),
                breach("ACK to 491 with another To", WireRule.ACK, append(request(false, "ACK", 2, "r", "other"))),
                breach(
                        "ACK to 491 repeated otherwise",
                        WireRule.BRANCH,
                        append(new Step(
                                false,
                                cleanCall()
                                        .get(9)
                                        .message
                                        .edit()
                                        .header("X", "1")
                                        .build()))),
                breach(
                        "ACK to 200 with the INVITE's branch",
                        WireRule.ACK,
                        edit(4, d -> d.replace("Via", "SIP/2.0/UDP " + A + ";branch=z9hG4bKi"))),
                breach("ACK with another number", WireRule.ACK, edit(4, d -> d.replace("CSeq", "7 ACK"))));
    }

    private static List<Breach> breachesOfDialogs() {
        var secondBye = request(true, "BYE", 3, "b2", "tb");
        var crossed = request(false, "INFO", 3, "b3", "ta");
        var late = request(false, "SUBSCRIBE", 3, "b4", "ta");
        return List.of(
                breach(
                        "CSeq repeated",
                        WireRule.CSEQ_INCREASES,
                        steps -> edit(11, d -> d.replace("CSeq", "1 BYE"))
                                .apply(edit(10, d -> d.replace("CSeq", "1 BYE")).apply(steps))),
                breach("unknown tag", WireRule.TAGS, edit(4, d -> d.replace("To", "<sip:x@example.com>;tag=zz"))),
                breach("second BYE", WireRule.AFTER_BYE, append(secondBye, answer(secondBye, 481, ""))),
                breach("INFO after BYE", WireRule.AFTER_BYE, append(crossed, answer(crossed, 481, ""))),
                breach("SUBSCRIBE that opens after BYE", WireRule.AFTER_BYE, append(late, answer(late, 481, ""))));
    }

    @ParameterizedTest
    @MethodSource("breaches")
    void everyBreachIsFound(Breach breach) {
        var problems = play(breach.change.apply(cleanCall()));
        assertThat(problems).extracting(WireProblem::rule).containsAll(breach.found);
        assertThatThrownBy(() -> new WireChecker(traffic).assertClean())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(breach.found.get(0).name());
    }

    /** Who died and came back knows nothing of the INVITE, and refuses it with a tag of its own. */
    @Test
    void eachOfTwoRefusalsMayHaveItsAck() {
        var invite = request(true, "INVITE", 1, "i", "");
        var problems = play(List.of(
                invite,
                answer(invite, 486, "tb"),
                request(true, "ACK", 1, "i", "tb"),
                invite,
                answer(invite, 486, "tc"),
                request(true, "ACK", 1, "i", "tc")));
        assertThat(problems).extracting(WireProblem::rule).containsOnly(WireRule.FINAL_ANSWER);
    }

    @Test
    void cancelMustCopyItsInvite() {
        var invite = request(true, "INVITE", 1, "i", "");
        var cancel = request(true, "CANCEL", 1, "i", "");
        var wrong =
                new Step(true, cancel.message.edit().replace("Call-ID", "other").build());
        var problems = play(List.of(
                invite,
                answer(invite, 180, "tb"),
                wrong,
                answer(wrong, 481, "tb"),
                answer(invite, 487, "tb"),
                request(true, "ACK", 1, "i", "tb")));
        assertThat(problems).extracting(WireProblem::rule).containsOnly(WireRule.CANCEL);
    }

    @Test
    void notifyAfterByeAndCrossingByesAreAllowed() {
        var steps = new ArrayList<>(cleanCall().subList(0, 10));
        var bye = request(true, "BYE", 2, "b", "tb");
        var crossing = request(false, "BYE", 3, "c", "ta");
        var notify = request(false, "NOTIFY", 4, "m", "ta");
        steps.addAll(List.of(
                bye, crossing, answer(bye, 200, ""), answer(crossing, 481, ""), notify, answer(notify, 200, "")));
        assertThat(play(steps)).isEmpty();
    }

    @Test
    void challengedByeMayBeSentAgain() {
        var steps = new ArrayList<>(cleanCall().subList(0, 10));
        var bye = request(true, "BYE", 2, "b", "tb");
        var again = request(true, "BYE", 3, "b2", "tb");
        steps.addAll(List.of(bye, answer(bye, 401, ""), again, answer(again, 200, "")));
        assertThat(play(steps)).isEmpty();
    }

    @Test
    void rulesAndHostsCanBeLeftOut() {
        play(without(4).apply(cleanCall()));
        assertThat(new WireChecker(traffic).without(WireRule.ACK).problems()).isEmpty();
        assertThat(new WireChecker(traffic).ignoringHost("bob").problems()).isEmpty();
    }
}

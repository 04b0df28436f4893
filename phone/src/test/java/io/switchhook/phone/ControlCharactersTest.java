package io.switchhook.phone;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.phone.call.DialOptions;
import io.switchhook.phone.event.SubscribeOptions;
import io.switchhook.testkit.WireMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Texts of a program that would become lines of their own in a message, or could steer a terminal. */
class ControlCharactersTest {
    private static final List<String> HOSTILE =
            List.of("a\r\nX-Evil: 1", "a\nX-Evil: 1", "a\rX-Evil: 1", "a\u0000b", "\r\n\r\nX-Evil: 1", "a\u001b[2Jb");

    private interface Attempt {
        /** What becomes of it; empty when it is told at once or by nothing at all. */
        Stream<CompletableFuture<?>> with(Bench bench, String hostile);
    }

    private static final Map<String, Attempt> ALONE = new LinkedHashMap<>();
    private static final Map<String, Attempt> RINGING = new LinkedHashMap<>();
    private static final Map<String, Attempt> IN_A_CALL = new LinkedHashMap<>();

    static {
        ALONE.put(
                "createCall(target)",
                (bench, text) -> Stream.of(bench.line.createCall(text).start()));
        ALONE.put(
                "createCall(sip URI)",
                (bench, text) -> Stream.of(
                        bench.line.createCall("sip:" + text + "@192.0.2.2").start()));
        ALONE.put(
                "DialOptions.withHeader(value)",
                (bench, text) -> Stream.of(bench.line
                        .createCall("853", DialOptions.DEFAULT.withHeader("X-Mine", text))
                        .start()));
        ALONE.put(
                "DialOptions.withHeader(name)",
                (bench, text) -> Stream.of(bench.line
                        .createCall("853", DialOptions.DEFAULT.withHeader(text, "x"))
                        .start()));
        ALONE.put("sendMessage(target)", (bench, text) -> Stream.of(bench.line.sendMessage(text, "hello")));
        ALONE.put("sendMessage(text)", (bench, text) -> Stream.of(bench.line.sendMessage("853", text)));
        ALONE.put(
                "MessageContent.of(type)",
                (bench, text) -> Stream.of(bench.line.sendMessage("853", MessageContent.of(text, new byte[1]))));
        ALONE.put("askOptions(target)", (bench, text) -> Stream.of(bench.line.askOptions(text)));
        ALONE.put("createSubscription(target)", (bench, text) -> {
            bench.line.createSubscription("presence", text).start();
            return Stream.empty();
        });
        ALONE.put("createSubscription(package)", (bench, text) -> {
            bench.line.createSubscription(text, "853").start();
            return Stream.empty();
        });
        ALONE.put("SubscribeOptions.withId", (bench, text) -> {
            bench.line
                    .createSubscription("presence", "853", SubscribeOptions.DEFAULT.withId(text))
                    .start();
            return Stream.empty();
        });
        ALONE.put("onInfo(package)", (bench, text) -> {
            bench.phone.onInfo(text, info -> {});
            return Stream.of(bench.line.createCall("853").start());
        });
    }

    static {
        ALONE.put(
                "account address",
                (bench, text) -> registered(bench, SipAccount.builder("sip:" + text + "@192.0.2.2")));
        ALONE.put("displayName", (bench, text) -> registered(bench, account().displayName(text)));
        ALONE.put("authUser", (bench, text) -> registered(bench, account().authUser(text)));
        ALONE.put("proxy", (bench, text) -> registered(bench, account().proxy("sip:" + text)));
        ALONE.put("route", (bench, text) -> registered(bench, account().route("sip:192.0.2.2;x=" + text)));
        ALONE.put(
                "outbound(instance)",
                (bench, text) -> registered(bench, account().outbound(text)));
        ALONE.put("realm", (bench, text) -> registered(bench, account().realm(text)));
        RINGING.put("reject(reason)", (bench, text) -> Stream.of(incoming(bench).reject(603, text)));
        RINGING.put(
                "forward(target)", (bench, text) -> Stream.of(incoming(bench).forward(text)));
        IN_A_CALL.put(
                "blindTransfer(target)", (bench, text) -> Stream.of(call(bench).blindTransfer(text)));
        IN_A_CALL.put("sendDigits", (bench, text) -> Stream.of(call(bench).sendDigits(text)));
        IN_A_CALL.put(
                "sendInfo(package)", (bench, text) -> Stream.of(call(bench).sendInfo(text, "text/plain", new byte[1])));
        IN_A_CALL.put("sendInfo(type)", (bench, text) -> Stream.of(call(bench).sendInfo("mine", text, new byte[1])));
        IN_A_CALL.put(
                "call.sendMessage(text)", (bench, text) -> Stream.of(call(bench).sendMessage(text)));
    }

    private static SipAccount.Builder account() {
        return SipAccount.builder("sip:859@192.0.2.2").secret("secret");
    }

    private static Stream<CompletableFuture<?>> registered(Bench bench, SipAccount.Builder account) {
        return Stream.of(bench.phone.createLine(account.build()).register());
    }

    private static IncomingCall incoming(Bench bench) {
        return bench.incoming.get(0);
    }

    private static Call call(Bench bench) {
        return bench.line.calls().get(0);
    }

    static Stream<Arguments> alone() {
        return everyText(ALONE);
    }

    static Stream<Arguments> ringing() {
        return everyText(RINGING);
    }

    static Stream<Arguments> inACall() {
        return everyText(IN_A_CALL);
    }

    private static Stream<Arguments> everyText(Map<String, Attempt> attempts) {
        return attempts.keySet().stream().flatMap(name -> HOSTILE.stream().map(text -> Arguments.of(name, text)));
    }

    @DisplayName("texts outside of calls")
    @ParameterizedTest
    @MethodSource("alone")
    void beforeAnyCall(String name, String hostile) throws IOException {
        tryIt(new Bench(), ALONE.get(name), hostile);
    }

    @DisplayName("texts while it rings")
    @ParameterizedTest
    @MethodSource("ringing")
    void whileItRings(String name, String hostile) throws IOException {
        var bench = new Bench();
        bench.ring();
        tryIt(bench, RINGING.get(name), hostile);
    }

    @DisplayName("texts in a call")
    @ParameterizedTest
    @MethodSource("inACall")
    void inACall(String name, String hostile) throws IOException {
        var bench = new Bench();
        bench.dialAndTalk();
        tryIt(bench, IN_A_CALL.get(name), hostile);
    }

    /** It is refused with a sentence, or sent so that it is one text still; either way nothing that the peer reads has a line or a control too many. */
    private static void tryIt(Bench bench, Attempt attempt, String hostile) {
        try {
            var outcomes = attempt.with(bench, hostile).toList();
            bench.run(2_000);
            outcomes.stream().filter(CompletableFuture::isDone).forEach(outcome -> {
                assertThat(outcome).isNotCompletedExceptionally();
                assertPrintable(String.valueOf(outcome.join()));
            });
        } catch (IllegalArgumentException e) {
            assertPrintable(String.valueOf(e.getMessage()));
        }
        bench.run(1_000);
        bench.peer.received().forEach(ControlCharactersTest::assertHarmless);
        bench.close();
    }

    private static void assertHarmless(WireMessage message) {
        var text = new String(message.toByteArray(), StandardCharsets.UTF_8);
        var head = text.substring(0, text.indexOf("\r\n\r\n"));
        assertThat(head.split("\r\n"))
                .allSatisfy(
                        line -> assertThat(line.chars()).as(line).noneMatch(c -> c < ' ' && c != '\t' || c == 0x7f));
        assertThat(head).doesNotContain("\r\nX-Evil");
    }

    private static void assertPrintable(String told) {
        assertThat(told.chars()).as(told).noneMatch(c -> c < ' ' && c != '\n' || c == 0x7f);
        assertThat(told).doesNotContain("\nX-Evil");
    }
}

package io.switchhook.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.cli.console.Keyboard;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Words that are typed during a call steer it; standard input that is not meant for it stays as it is. */
@Timeout(60)
class SteeringTest {
    private final Typing fingers = new Typing();

    /** Has what was typed and never waits; whose thread reads does not matter. */
    private static final class Typing extends InputStream {
        private final ArrayDeque<Byte> typed = new ArrayDeque<>();

        synchronized void type(byte[] bytes) {
            for (byte value : bytes) {
                typed.add(value);
            }
        }

        @Override
        public synchronized int available() {
            return typed.size();
        }

        @Override
        public synchronized int read() {
            return typed.isEmpty() ? -1 : typed.remove();
        }
    }

    private Keyboard keyboard(boolean terminal) {
        return new Keyboard(fingers, () -> terminal);
    }

    private void type(String line) {
        fingers.type((line + "\n").getBytes(StandardCharsets.US_ASCII));
    }

    private static Run call(Keyboard keyboard, Run callee, String... more) {
        var to = "sip:853@" + callee.readyAddress();
        var arguments = new ArrayList<>(List.of("call", "--account", "sip:858@127.0.0.1:1", "--no-register"));
        arguments.addAll(List.of("--bind", "127.0.0.1:0", "--json", "--to", to));
        arguments.addAll(List.of(more));
        return Run.typing(keyboard, arguments.toArray(String[]::new));
    }

    @Test
    void aCallIsHeldAndResumedAndEndedByWords() {
        try (var callee = CommandsTest.listen("853", "--answer", "--calls", "1");
                var caller = call(keyboard(true), callee)) {
            caller.event("call", "IN_CALL");
            type("hold");
            caller.event("call", "LOCAL_HELD");
            callee.event("call", "REMOTE_HELD");
            type("resume");
            caller.lineAgain("{\"event\":\"call\"", "\"state\":\"IN_CALL\"");
            type("hangup");
            assertThat(caller.exitCode()).as(caller::complaints).isZero();
            assertThat(caller.event("end", "COMPLETED")).contains("\"by\":\"LOCAL\"");
        }
    }

    @Test
    void whoListensSteersTheAnsweredCallToo() {
        var host = List.of("listen", "--account", "sip:853@127.0.0.1:1", "--no-register", "--bind", "127.0.0.1:0");
        var arguments = new ArrayList<>(host);
        arguments.addAll(List.of("--json", "--answer", "--calls", "1"));
        try (var callee = Run.typing(keyboard(true), arguments.toArray(String[]::new));
                var caller = CommandsTest.call("853", callee)) {
            type("hangup");
            caller.event("call", "IN_CALL");
            type("hangup");
            assertThat(caller.exitCode()).isZero();
            assertThat(callee.exitCode()).isZero();
        }
    }

    private Run ringing() {
        var arguments = new ArrayList<>(List.of("listen", "--account", "sip:853@127.0.0.1:1", "--no-register"));
        arguments.addAll(List.of("--bind", "127.0.0.1:0", "--json", "--ring", "--play", "tone:440"));
        return Run.typing(keyboard(true), arguments.toArray(String[]::new));
    }

    private static Run callFrom(String user, Run callee) {
        var to = "sip:853@" + callee.readyAddress();
        var from = "sip:" + user + "@127.0.0.1:1";
        return Run.of("call", "--account", from, "--no-register", "--bind", "127.0.0.1:0", "--json", "--to", to);
    }

    @Test
    void aCallThatRingsIsAnsweredByAWord() {
        try (var callee = ringing();
                var caller = callFrom("858", callee)) {
            callee.event("call", "RINGING");
            type("answer");
            caller.event("call", "IN_CALL");
            type("answer");
            callee.complaint("Nobody is calling now.");
            type("mute");
            callee.complaint("858 does not hear us any more");
            type("hangup");
            assertThat(caller.exitCode()).isZero();
        }
    }

    @Test
    void aCallThatRingsIsRejectedAndForwardedByAWord() {
        try (var callee = ringing()) {
            try (var caller = callFrom("858", callee)) {
                callee.event("call", "RINGING");
                type("reject never");
                callee.complaint("reject takes a status of 300 to 699, such as 486 for busy, but not \"never\".");
                type("reject 603");
                assertThat(caller.event("end", "REJECTED")).contains("603");
            }
            try (var caller = callFrom("859", callee)) {
                callee.line("\"event\":\"call\"", "859", "RINGING");
                type("forward sip:");
                callee.complaint("sip:");
                type("reject");
                assertThat(caller.event("end", "BUSY")).contains("486");
            }
        }
    }

    @Test
    void ofSeveralCallsOneIsChosen() {
        try (var callee = ringing();
                var first = callFrom("858", callee)) {
            callee.event("call", "RINGING");
            type("answer");
            first.event("call", "IN_CALL");
            try (var second = callFrom("859", callee)) {
                callee.line("\"event\":\"call\"", "859", "RINGING");
                type("calls");
                callee.complaint("1: 858 talks with us, and what you type is for this call.");
                callee.complaint("2: 859 is calling.");
                type("answer");
                second.event("call", "IN_CALL");
                type("use 3");
                callee.complaint("There is no call 3; the word calls shows which there are.");
                type("use 1");
                callee.complaint("What you type is for the call with 858 now.");
                type("hold");
                first.event("call", "REMOTE_HELD");
                type("hangup");
                assertThat(first.exitCode()).isZero();
                type("hangup");
                assertThat(second.exitCode()).isZero();
            }
        }
    }

    @Test
    void digitsAreSentAndMutingSaysWhatItDoes() {
        try (var callee = CommandsTest.listen("853", "--answer", "--calls", "1");
                var caller = call(keyboard(true), callee, "--play", "tone:440")) {
            caller.event("call", "IN_CALL");
            type("123#");
            caller.complaint("Pressed 123#.");
            type("mute");
            caller.complaint("853 does not hear us any more");
            type("UNMUTE");
            caller.complaint("853 hears us again.");
            type("hangup");
            assertThat(caller.exitCode()).isZero();
        }
    }

    @Test
    void aTransferIsTypedWithItsNumber() {
        try (var target = CommandsTest.listen("895", "--answer", "--calls", "1", "--hang-up-after", "200ms");
                var callee = CommandsTest.listen("853", "--answer", "--calls", "1");
                var caller = call(keyboard(true), callee)) {
            caller.event("call", "IN_CALL");
            type("transfer");
            caller.complaint("Type whom to transfer the other side to");
            type("transfer sip:895@" + target.readyAddress());
            caller.event("transfer", "COMPLETED");
            assertThat(caller.exitCode()).isZero();
        }
    }

    @Test
    void whatIsNotKnownIsAnsweredByTheWordsThatAre() {
        try (var callee = CommandsTest.listen("853", "--answer", "--calls", "1");
                var caller = call(keyboard(true), callee)) {
            caller.event("call", "IN_CALL");
            type("dance");
            caller.complaint("\"dance\" is not known here. Type digits such as 123#, hold, resume, mute, unmute");
            type("mute");
            caller.complaint("Nothing is sent that could be muted");
            type("hangup");
            assertThat(caller.exitCode()).isZero();
        }
    }

    @Test
    void whatIsNoTerminalIsReadOnDemandAlone() {
        try (var callee = CommandsTest.listen("853", "--answer");
                var asked = call(keyboard(false), callee, "--steer")) {
            asked.event("call", "IN_CALL");
            type("hangup");
            assertThat(asked.exitCode()).isZero();
            var left = new ByteArrayInputStream("hangup\n".getBytes(StandardCharsets.UTF_8));
            try (var script = call(new Keyboard(left, () -> false), callee, "--hang-up-after", "1s")) {
                assertThat(script.exitCode()).isZero();
                assertThat(left.available()).as("what is left for the script").isEqualTo(7);
            }
        }
    }

    @Test
    void inputThatEndsOrIsClosedChangesNothing() {
        var closed = new InputStream() {
            @Override
            public int available() throws IOException {
                throw new IOException("Bad file descriptor");
            }

            @Override
            public int read() throws IOException {
                throw new IOException("Bad file descriptor");
            }
        };
        for (var in : List.of(closed, InputStream.nullInputStream())) {
            try (var callee = CommandsTest.listen("853", "--answer", "--calls", "1");
                    var caller = call(new Keyboard(in, () -> true), callee, "--hang-up-after", "500ms")) {
                assertThat(caller.exitCode()).isZero();
                assertThat(caller.complaints()).isEmpty();
            }
        }
    }
}

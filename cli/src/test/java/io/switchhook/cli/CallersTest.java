package io.switchhook.cli;

import static io.switchhook.cli.CommandsTest.call;
import static io.switchhook.cli.CommandsTest.listen;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who calls, what a caller says, and who is not taken; on real sockets of the loopback. */
class CallersTest {
    @TempDir
    private Path folder;

    @Test
    void anAnonymousCallDoesNotTellWhoCalls() {
        try (var callee = listen("853", "--answer", "--calls", "1");
                var caller = call("853", callee, "--anonymous", "--hang-up-after", "100ms")) {
            assertThat(caller.exitCode()).as(caller::complaints).isZero();
            assertThat(callee.exitCode()).as(callee::complaints).isZero();
            assertThat(callee.event("call", "IN_CALL")).contains("anonymous");
            assertThat(callee.lines()).noneMatch(line -> line.contains("\"858\""));
        }
    }

    @Test
    void anIntercomCallSaysSo() {
        try (var callee = listen("853", "--reject", "--calls", "1", "--show-header", "Answer-Mode");
                var caller = call("853", callee, "--intercom")) {
            assertThat(callee.exitCode()).as(callee::complaints).isZero();
            assertThat(caller.exitCode()).isEqualTo(1);
            callee.line("{\"event\":\"header\"", "\"values\":[\"Auto\"]");
        }
    }

    @Test
    void whatTheCallerSaysInHeadersIsShown() {
        try (var callee = listen(
                        "853", "--reject", "--calls", "1", "--show-header", "X-Customer", "--show-header", "Priority");
                var caller = call("853", callee, "--header", "X-Customer: 4711, west", "--header", "Subject: order")) {
            assertThat(caller.exitCode()).as(caller::complaints).isEqualTo(1);
            assertThat(callee.exitCode()).as(callee::complaints).isZero();
            callee.line("{\"event\":\"header\"", "\"name\":\"X-Customer\",\"values\":[\"4711, west\"]");
            assertThat(callee.lines()).noneMatch(line -> line.contains("Priority") || line.contains("Subject"));
        }
    }

    @Test
    void aNumberOnTheRejectListIsRejectedAndOthersAreNot() throws IOException {
        var list = Files.writeString(folder.resolve("list"), "# nuisance\n858 # sells insurance\n");
        try (var callee = listen("853", "--answer", "--reject-list", list.toString(), "--calls", "1");
                var caller = call("853", callee)) {
            assertThat(caller.exitCode()).isEqualTo(1);
            assertThat(caller.complaints()).contains("Number is on the reject list");
            assertThat(callee.exitCode()).isZero();
        }
        Files.writeString(list, "859\n");
        try (var callee = listen("853", "--answer", "--reject-list", list.toString(), "--calls", "1");
                var caller = call("853", callee, "--hang-up-after", "100ms")) {
            assertThat(caller.exitCode()).isZero();
        }
    }

    @Test
    void anonymousCallersAreTurnedAwayAndOthersAreNot() {
        try (var callee = listen("853", "--answer", "--reject-anonymous", "--calls", "2")) {
            try (var caller = call("853", callee, "--anonymous")) {
                assertThat(caller.exitCode()).isEqualTo(1);
                assertThat(caller.complaints()).contains("Calls without a number are not taken here");
            }
            try (var caller = call("853", callee, "--hang-up-after", "100ms")) {
                assertThat(caller.exitCode()).isZero();
            }
            assertThat(callee.exitCode()).isZero();
        }
    }
}

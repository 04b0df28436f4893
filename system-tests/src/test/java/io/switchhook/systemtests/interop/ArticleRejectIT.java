package io.switchhook.systemtests.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code switchhook listen} called as in the reject article by SIPp, and by bare datagrams where timing is looked at: it refuses. */
@Isolated(
        "A phone that has just begun must refuse within half a second, before it rings by itself; one test measures tenths of seconds.")
class ArticleRejectIT extends CalledPhone {
    private static final Duration SOON = Duration.ofSeconds(30);

    @Test
    void rejectedWithWarningAsInTheArticle() {
        try (SwitchhookProcess phone = listen("--reject", "--calls", "1")) {
            call(ArticleCaller.article("caller").rejectedWithWarning(), phone, 0);
            assertThat(phone.events("call")).as(phone::report).anyMatch(event -> event.is("call", "REJECTED"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"603 Decline", "480 Temporarily Unavailable", "404 Not Found", "500 Server Internal Error"})
    void rejectedWithACodeOfOnesChoice(String status) {
        try (SwitchhookProcess phone = listen("--reject=" + status.substring(0, 3), "--calls", "1")) {
            call(ArticleCaller.article("caller").refused(status), phone, 0);
        }
    }

    @Test
    void forwardedTo854() {
        try (SwitchhookProcess phone = listen("--forward", "854", "--calls", "1")) {
            call(ArticleCaller.article("caller").refused("302", "Contact:", "&lt;sip:854@127[.]0[.]0[.]1"), phone, 0);
        }
    }

    @Test
    void rejectListKnowsTheNumberWhateverHostAndPort() throws IOException {
        Path list = Files.writeString(folder.resolve("reject.txt"), "1002\n");
        try (SwitchhookProcess phone = listen("--answer", "--reject-list", list.toString())) {
            SippPeer.Run run = SippPeer.Run.client(callerPort, phone.awaitReady(), ports.sippMedia() + 1);
            try (SippPeer caller =
                    SippPeer.start(folder, ArticleCaller.article("caller").rejectedWithWarning(), run)) {
                caller.assertSucceeded(SOON, phone::report);
            }
            phone.interrupt();
            assertThat(phone.awaitExit(SOON)).as(phone::report).isEqualTo(130);
            assertThat(phone.events("call"))
                    .as(phone::report)
                    .noneMatch(event -> event.state().equals("IN_CALL"));
        }
    }

    /** RFC 3261 §17.2.1: timer G starts at T1 = 500 ms and doubles, until the ACK comes. */
    @Test
    void lostAckMakesThe486ComeAgain() {
        try (SwitchhookProcess phone = listen("--reject");
                ArticleInvite invite = new ArticleInvite(phone.awaitReady())) {
            invite.send();
            String first = invite.awaitFinal(SOON);
            long atFirst = System.nanoTime();
            assertThat(invite.awaitFinal(SOON)).isEqualTo(first);
            long atSecond = System.nanoTime();
            assertThat(invite.awaitFinal(SOON)).isEqualTo(first);
            long atThird = System.nanoTime();
            assertThat(Duration.ofNanos(atSecond - atFirst)).isBetween(Duration.ofMillis(400), Duration.ofMillis(800));
            assertThat(Duration.ofNanos(atThird - atSecond)).isBetween(Duration.ofMillis(850), Duration.ofMillis(1400));
            invite.acknowledge(first);
            assertThat(invite.silentFor(Duration.ofMillis(3000)))
                    .as("the next would come after 2 s")
                    .isTrue();
        }
    }
}

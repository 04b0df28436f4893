package io.switchhook.systemtests.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** {@code switchhook listen} called as in the reject article by SIPp: it rings, answers, and says again what it has said. */
class ArticleListenIT extends CalledPhone {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int TONE = 440;

    @Test
    void cancelledWhileRinging() {
        try (SwitchhookProcess phone = listen("--ring", "--calls", "1")) {
            call(ArticleCaller.article("caller").cancelled(), phone, 0);
            assertThat(phone.events("call")).as(phone::report).anyMatch(event -> event.is("call", "CANCELLED"));
        }
    }

    @Test
    void rejectListLetsOthersThrough() throws IOException {
        Path list = Files.writeString(folder.resolve("reject.txt"), "1003\n");
        try (SwitchhookProcess phone = listen("--answer", "--reject-list", list.toString(), "--calls", "1")) {
            call(ArticleCaller.answered("caller").talk(300).bye(2), phone, 0);
        }
    }

    @Test
    void answeredWithTheArticlesFormatsHeldResumedAndHeard() {
        Path heard = folder.resolve("heard.wav");
        try (SwitchhookProcess phone =
                listen("--answer", "--calls", "1", "--play", "tone:" + TONE, "--record", heard.toString())) {
            call(
                    ArticleCaller.answered("caller")
                            .talk(1000)
                            .hold(2)
                            .talk(500)
                            .resume(3)
                            .talk(1500)
                            .bye(4),
                    phone,
                    0);
            assertThat(phone.events("call")).as(phone::report).anyMatch(event -> event.is("call", "REMOTE_HELD"));
        }
        RecordedAudio audio = RecordedAudio.read(heard);
        assertThat(audio.hears(TONE, 0.2, 0.8))
                .as("the caller's echo at the odd RTP port")
                .isTrue();
        assertThat(audio.hears(TONE, -1.0, 0))
                .as("the caller's echo after the hold")
                .isTrue();
    }

    @Test
    void lateOfferAnsweredAndHungUpByUs() {
        Path heard = folder.resolve("heard.wav");
        try (SwitchhookProcess phone = listen(
                "--answer",
                "--calls",
                "1",
                "--hang-up-after",
                "2s",
                "--play",
                "tone:" + TONE,
                "--record",
                heard.toString())) {
            call(ArticleCaller.lateOffer("caller").byeByPhone(), phone, 0);
        }
        assertThat(RecordedAudio.read(heard).secondsOf(TONE)).isGreaterThan(1.0);
    }

    @Test
    void repeatedInviteGetsTheSameAnswerAndIsOneCall() {
        try (SwitchhookProcess phone = listen("--reject");
                ArticleInvite invite = new ArticleInvite(phone.awaitReady())) {
            invite.send();
            String first = invite.awaitFinal(SOON);
            assertThat(first).startsWith("SIP/2.0 486");
            invite.send();
            assertThat(invite.awaitFinal(SOON)).isEqualTo(first);
            invite.acknowledge(first);
            invite.acknowledge(first);
            assertThat(invite.silentFor(Duration.ofMillis(2500))).isTrue();
            assertThat(phone.events("end")).as(phone::report).hasSize(1);
            phone.interrupt();
            assertThat(phone.awaitExit(SOON)).as(phone::report).isEqualTo(130);
        }
    }
}

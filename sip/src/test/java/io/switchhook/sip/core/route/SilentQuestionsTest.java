package io.switchhook.sip.core.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.base.dns.DnsAnswer;
import io.switchhook.base.dns.DnsType;
import io.switchhook.base.timer.Timed;
import io.switchhook.sip.core.route.TargetPlan.Question;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class SilentQuestionsTest {
    private static final Question NAPTR = new Question("example.org", DnsType.NAPTR);
    private static final Question SRV = new Question("_sip._udp.example.org", DnsType.SRV);
    private static final DnsAnswer TIME_OUT = new DnsAnswer.Failed("no answer within 5 s");
    private static final DnsAnswer ABSENT = new DnsAnswer.NotFound();

    private final SilentQuestions questions = new SilentQuestions();

    private static long at(double seconds) {
        return (long) (seconds * 1_000_000_000L);
    }

    /** Asked 5 s before. */
    private void silence(Question question, double second) {
        questions.onAnswer(question, TIME_OUT, at(second - 5), at(second));
    }

    @Test
    void whatWasSilentIsLeftOutOnceTheDomainWasFoundWithoutIt() {
        silence(SRV, 5);
        assertThat(questions.isSilent(SRV, at(5))).isFalse();
        questions.onFoundWithout(List.of(SRV, NAPTR));
        assertThat(questions.isSilent(SRV, at(6))).isTrue();
        assertThat(questions.isSilent(NAPTR, at(6))).as("it was never asked").isFalse();
    }

    @Test
    void anOutageInWhichNothingIsFoundIsNotRemembered() {
        silence(SRV, 5);
        questions.onNothingFound(List.of(SRV));
        questions.onFoundWithout(List.of(SRV));
        assertThat(questions.isSilent(SRV, at(6))).isFalse();
        assertThat(questions.size()).isZero();
    }

    @Test
    void whatIsFoundNoLongerWithoutItIsWaitedForAgain() {
        silence(SRV, 5);
        questions.onFoundWithout(List.of(SRV));
        questions.onNothingFound(List.of(SRV));
        assertThat(questions.isSilent(SRV, at(6))).isFalse();
    }

    @Test
    void itIsAskedAgainAfterTenSecondsAndThenEverMoreSeldom() {
        silence(SRV, 0);
        assertThat(questions.nextDeadlineNanos()).as("the next plan asks").isEqualTo(Timed.NEVER);
        questions.onFoundWithout(List.of(SRV));
        double second = 0;
        for (double pause : new double[] {10, 20, 40, 80, 160, 300, 300}) {
            assertThat(questions.isSilent(SRV, at(second))).isTrue();
            assertThat(questions.nextDeadlineNanos()).isEqualTo(at(second + pause));
            assertThat(questions.onTime(at(second + pause) - 1)).isEmpty();
            assertThat(questions.onTime(at(second + pause))).containsExactly(SRV);
            assertThat(questions.onTime(at(second + pause))).as("one at a time").isEmpty();
            assertThat(questions.nextDeadlineNanos()).isEqualTo(Timed.NEVER);
            second += pause + 5;
            silence(SRV, second);
        }
    }

    @Test
    void theFirstAnswerEndsIt() {
        silence(SRV, 5);
        questions.onFoundWithout(List.of(SRV));
        questions.onAnswer(SRV, ABSENT, at(20), at(20.1));
        assertThat(questions.isSilent(SRV, at(21))).isFalse();
        assertThat(questions.size()).isZero();
    }

    @Test
    void itIsForgottenTenMinutesAfterItWasLeftOutLast() {
        long memory = Duration.ofMinutes(10).toNanos();
        silence(SRV, 5);
        questions.onFoundWithout(List.of(SRV));
        assertThat(questions.isSilent(SRV, at(5) + memory - 1)).isTrue();
        assertThat(questions.isSilent(SRV, at(5) + 2 * memory - 2)).isTrue();
        assertThat(questions.isSilent(SRV, at(5) + 3 * memory)).isFalse();
        assertThat(questions.size()).isZero();
    }

    @Test
    void whatNobodyNeedsIsAskedAgainForTenMinutesAndNoLonger() {
        silence(SRV, 0);
        questions.onFoundWithout(List.of(SRV));
        int asked = 0;
        for (long next = questions.nextDeadlineNanos(); next != Timed.NEVER; next = questions.nextDeadlineNanos()) {
            assertThat(next).isLessThan(at(600));
            asked += questions.onTime(next).size();
            questions.onAnswer(SRV, TIME_OUT, next, next + at(5));
        }
        assertThat(asked).isBetween(4, 7);
        questions.onTime(at(600));
        assertThat(questions.size()).isZero();
    }

    @Test
    void aFailureThatComesAtOnceAndAnyForAnAddressIsNoSilence() {
        questions.onAnswer(SRV, new DnsAnswer.Failed("SERVFAIL"), at(5), at(5.9));
        silence(new Question("example.org", DnsType.A), 5);
        silence(new Question("example.org", DnsType.AAAA), 5);
        assertThat(questions.size()).isZero();
    }

    @Test
    void theMemoryIsBounded() {
        for (int i = 0; i < 3_000; i++) {
            silence(new Question("d" + i + ".example", DnsType.NAPTR), 5);
        }
        assertThat(questions.size()).isEqualTo(1024);
    }
}

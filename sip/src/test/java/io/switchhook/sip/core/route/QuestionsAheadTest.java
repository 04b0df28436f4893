package io.switchhook.sip.core.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.base.dns.DnsAnswer;
import io.switchhook.base.dns.DnsType;
import io.switchhook.base.timer.Timed;
import io.switchhook.sip.core.route.TargetPlan.Question;
import io.switchhook.sip.message.uri.SipUri;
import java.util.List;
import org.junit.jupiter.api.Test;

class QuestionsAheadTest {
    private static final Question NAPTR = new Question("example.org", DnsType.NAPTR);
    private static final Question SRV = new Question("_sip._udp.example.org", DnsType.SRV);
    private static final Question ADDRESS = new Question("example.org", DnsType.A);
    private static final long PATIENCE = QuestionsAhead.PATIENCE.toNanos();

    private final QuestionsAhead ahead = new QuestionsAhead();

    @Test
    void whatIsSilentForAWhileHasTheNextAskedBesideIt() {
        ahead.onAsked(NAPTR, List.of(SRV, ADDRESS), 7);
        assertThat(ahead.nextDeadlineNanos()).isEqualTo(7 + PATIENCE);
        assertThat(ahead.onTime(6 + PATIENCE)).isEmpty();
        assertThat(ahead.onTime(7 + PATIENCE)).containsExactly(SRV, ADDRESS);
        assertThat(ahead.onTime(8 + PATIENCE)).isEmpty();
        assertThat(ahead.nextDeadlineNanos()).isEqualTo(Timed.NEVER);
    }

    @Test
    void whatIsAnsweredInTimeHasNothingAskedAhead() {
        ahead.onAsked(NAPTR, List.of(SRV), 7);
        ahead.onAnswer(NAPTR);
        assertThat(ahead.nextDeadlineNanos()).isEqualTo(Timed.NEVER);
        ahead.onAsked(SRV, List.of(), 7);
        assertThat(ahead.nextDeadlineNanos()).isEqualTo(Timed.NEVER);
    }

    @Test
    void aPlanThatWaitsForNaptrNamesWhatItWouldAskWithoutIt() {
        var hop = NextHop.of(SipUri.parse("sip:Example.org"));
        var plan = TargetPlan.of(hop, List.of("UDP", "TCP", "TLS"), AddressFamilies.IPV4_FIRST, new SeededDraws(1));
        assertThat(plan.questions()).containsExactly(NAPTR);
        var next = plan.likelyNext();
        assertThat(next).contains(SRV, new Question("_sip._tcp.example.org", DnsType.SRV), ADDRESS);
        plan.onAnswer(NAPTR, new DnsAnswer.Failed("silent"));
        assertThat(next).containsAll(plan.questions());
        assertThat(plan.likelyNext()).isEmpty();
    }
}

package io.switchhook.sip.core.usage;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.EventHeader;
import io.switchhook.sip.message.header.ReferSubHeader;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.sip.message.header.SubscriptionStateHeader;
import io.switchhook.sip.message.uri.Parameters;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules of REFER and its reports that a table of states cannot show. */
class ReferTest {
    private final SessionFixture call = SessionFixture.talking();

    private static final class Outcomes implements ReferSubscription.User {
        final List<ReferOutcome> told = new ArrayList<>();

        @Override
        public void onAccepted(SipResponse response, long nowNanos) {}

        @Override
        public void onReport(StatusFragment report, long nowNanos) {}

        @Override
        public void onOutcome(ReferOutcome outcome, long nowNanos) {
            told.add(outcome);
        }
    }

    private Outcomes refer() {
        var outcomes = new Outcomes();
        ReferSubscription.send(call.session, refer -> {}, Duration.ofMinutes(1), outcomes, call.now);
        return outcomes;
    }

    private SipRequest.Builder report(String what, String id) {
        return ReferTableTest.notification(call, what)
                .set(EventHeader.TYPE, new EventHeader("refer", Optional.of(id), Parameters.EMPTY));
    }

    private String lastId() {
        return Long.toString(call.host.last(SipMethod.REFER).latest().cseq().number());
    }

    @Test
    void reportsOfSeveralRefersAreToldApartByTheirIds() {
        var first = refer();
        var firstId = lastId();
        var second = refer();
        var secondId = lastId();
        call.receive(report("486 terminated", secondId));
        assertThat(first.told).isEmpty();
        assertThat(second.told).containsExactly(new ReferOutcome.Reported(486, "Reason"));
        call.receive(report("200 terminated", firstId));
        assertThat(first.told).containsExactly(new ReferOutcome.Reported(200, "Reason"));
    }

    @Test
    void successWithoutIdIsNeverTakenForThatOfALaterRefer() {
        var first = refer();
        call.host.last(SipMethod.REFER).answer(202, call.now);
        var open = ReferSubscription.send(call.session, r -> {}, Duration.ofMinutes(1), new Outcomes(), call.now);
        open.stop(call.now);
        var third = refer();
        call.receive(ReferTableTest.notification(call, "200 terminated"));
        assertThat(first.told).hasSize(1);
        assertThat(third.told).isEmpty();
    }

    @Test
    void reportWithoutIdBelongsToTheOnlyReferThatIsStillReportedOn() {
        var first = refer();
        call.receive(ReferTableTest.notification(call, "486 terminated"));
        var second = refer();
        call.receive(ReferTableTest.notification(call, "200 terminated"));
        assertThat(first.told).containsExactly(new ReferOutcome.Reported(486, "Reason"));
        assertThat(second.told).containsExactly(new ReferOutcome.Reported(200, "Reason"));
    }

    @Test
    void refusedReferGetsNoReports() {
        var refused = refer();
        call.host.last(SipMethod.REFER).answer(603, call.now);
        var second = refer();
        call.receive(ReferTableTest.notification(call, "200 terminated"));
        assertThat(refused.told).hasSize(1).first().isInstanceOf(ReferOutcome.Refused.class);
        assertThat(second.told).hasSize(1).first().isInstanceOf(ReferOutcome.Reported.class);
    }

    @Test
    void strangeIdDoesNoHarmWhenThereIsOneRefer() {
        var outcome = refer();
        call.receive(report("200 terminated", "4711"));
        assertThat(outcome.told).hasSize(1);
    }

    @Test
    void strangeIdIsNobodysWhenThereAreTwo() {
        refer();
        refer();
        call.receive(report("200 terminated", "4711"));
        assertThat(call.host.taken()).endsWith("request NOTIFY");
    }

    @Test
    void idIsTheNumberOfTheReferThatWasRepeatedWithCredentials() {
        var first = refer();
        call.host.last(SipMethod.REFER).challenge();
        var id = lastId();
        refer();
        call.receive(report("200 terminated", id));
        assertThat(first.told).hasSize(1);
    }

    @Test
    void notifyOfAnotherPackageIsNotOurs() {
        refer();
        call.receive(call.peer.request(SipMethod.NOTIFY).set(EventHeader.TYPE, EventHeader.of("message-summary")));
        assertThat(call.host.taken()).endsWith("request NOTIFY");
    }

    @Test
    void reportAfterTheByeIsHeardAndThenTheDialogCloses() {
        var outcome = refer();
        call.receive(SipMethod.BYE);
        assertThat(call.openDialogs()).hasSize(1);
        call.receive(ReferTableTest.notification(call, "487 terminated"));
        assertThat(outcome.told).hasSize(1);
        assertThat(call.openDialogs()).isEmpty();
    }

    @Test
    void noReferIsSentWhenTheCallHasEnded() {
        call.receive(SipMethod.BYE);
        assertThat(refer().told).containsExactly(new ReferOutcome.Ended());
        assertThat(call.host.count(SipMethod.REFER)).isZero();
        assertThat(call.openDialogs()).isEmpty();
    }

    @Test
    void referWithoutSubscriptionEndsWithItsAcceptance() {
        var outcomes = new Outcomes();
        ReferSubscription.send(call.session, r -> {}, Duration.ofMinutes(1), outcomes, call.now);
        var sent = call.host.last(SipMethod.REFER);
        sent.answer(
                SipResponse.answering(sent.latest(), 200)
                        .set(ReferSubHeader.TYPE, new ReferSubHeader(false))
                        .build(),
                call.now);
        assertThat(outcomes.told).containsExactly(new ReferOutcome.AcceptedUnobserved());
    }

    @Test
    void subscriptionStateThatCannotBeReadDoesNotHideTheReport() {
        var outcome = refer();
        call.receive(call.peer
                .request(SipMethod.NOTIFY)
                .set(EventHeader.TYPE, EventHeader.of("refer"))
                .header("Subscription-State", ";;")
                .body(io.switchhook.sip.message.header.ContentTypeHeader.SIPFRAG, "SIP/2.0 200 OK"));
        assertThat(outcome.told).containsExactly(new ReferOutcome.Reported(200, "OK"));
    }

    // --- the one who reports ----------------------------------------------------------------------------------------

    private ReferNotifier notifier() {
        var refer = call.receive(SipMethod.REFER);
        var notifier = new ReferNotifier(call.session, refer);
        notifier.accept(202, call.now);
        return notifier;
    }

    private EventHeader lastEvent() {
        return call.host.last(SipMethod.NOTIFY).latest().first(EventHeader.TYPE).orElseThrow();
    }

    @Test
    void reportsOfTheFirstReferHaveNoIdAndThoseOfTheNextItsNumber() {
        notifier();
        assertThat(lastEvent().id()).isEmpty();
        notifier();
        assertThat(lastEvent().id()).contains(Long.toString(call.peer.sequence()));
    }

    @Test
    void progressThatWaitsIsReplacedByTheNewest() {
        var notifier = notifier();
        notifier.report(new StatusFragment(180, "Ringing"), call.now);
        notifier.report(new StatusFragment(183, "Session Progress"), call.now);
        notifier.report(new StatusFragment(200, "OK"), call.now);
        call.host.last(SipMethod.NOTIFY).answer(200, call.now);
        assertThat(call.host.count(SipMethod.NOTIFY)).isEqualTo(2);
        var last = call.host.last(SipMethod.NOTIFY);
        assertThat(last.latest().bodyText()).isEqualTo("SIP/2.0 200 OK\r\n");
        last.answer(200, call.now);
        assertThat(notifier.isEnded()).isTrue();
    }

    @Test
    void reportsGoOnAfterTheByeAndKeepTheDialogOpenUntilTheLastIsAnswered() {
        var notifier = notifier();
        call.host.last(SipMethod.NOTIFY).answer(200, call.now);
        call.receive(SipMethod.BYE);
        notifier.report(new StatusFragment(487, "Request Terminated"), call.now);
        assertThat(call.openDialogs()).hasSize(1);
        call.host.last(SipMethod.NOTIFY).answer(481, call.now);
        assertThat(call.openDialogs()).isEmpty();
    }

    @Test
    void refreshIsGrantedNoMoreThanTheLifeOfTheSubscription() {
        var notifier = notifier();
        call.host.last(SipMethod.NOTIFY).answer(200, call.now);
        var subscribe = call.peer
                .request(SipMethod.SUBSCRIBE)
                .set(EventHeader.TYPE, EventHeader.of("refer"))
                .header("Expires", "86400")
                .build();
        var transaction = new FakeServerTransaction(subscribe, call.host.log);
        notifier.onSubscribe(transaction, subscribe, call.now);
        assertThat(transaction.last().value("Expires")).contains("300");
        assertThat(call.host
                        .last(SipMethod.NOTIFY)
                        .latest()
                        .first(SubscriptionStateHeader.TYPE)
                        .orElseThrow()
                        .expiresSeconds())
                .hasValue(300);
    }

    @Test
    void subscribeIsMatchedByTheIdInUse() {
        var first = notifier();
        var number = Long.toString(call.peer.sequence());
        var second = notifier();
        var bare = subscribe(Optional.empty());
        assertThat(first.matches(bare)).isTrue();
        assertThat(second.matches(bare)).isFalse();
        assertThat(first.matches(subscribe(Optional.of(number)))).isTrue();
        assertThat(second.matches(subscribe(Optional.of(number)))).isFalse();
    }

    private SipRequest subscribe(Optional<String> id) {
        return call.peer
                .request(SipMethod.SUBSCRIBE)
                .set(EventHeader.TYPE, new EventHeader("refer", id, Parameters.EMPTY))
                .build();
    }

    // --- status lines -----------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SIP/2.0 200 OK",
                "SIP/2.0 200 OK\r\n",
                "\r\nSIP/2.0 200 OK\r\nContact: <sip:a@b>\r\n",
                "sip/2.0 200  OK "
            })
    void statusLineIsReadHoweverItEnds(String body) {
        assertThat(StatusFragment.parse(body)).contains(new StatusFragment(200, "OK"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "SIP/2.0",
                "SIP/2.0 20",
                "SIP/2.0 2000 OK",
                "SIP/2.0 099 Low",
                "SIP/2.0 700 High",
                "INVITE sip:a@b SIP/2.0"
            })
    void whatIsNoStatusLineIsNotRead(String body) {
        assertThat(StatusFragment.parse(body)).isEmpty();
    }

    @Test
    void reasonCannotBreakTheLine() {
        assertThat(new StatusFragment(486, "Busy\r\nX: y").toBody())
                .asString(java.nio.charset.StandardCharsets.UTF_8)
                .isEqualTo("SIP/2.0 486 Busy  X: y\r\n");
    }
}

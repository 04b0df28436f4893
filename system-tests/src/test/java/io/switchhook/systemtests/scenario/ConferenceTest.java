package io.switchhook.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.switchhook.media.pcm.PcmSink;
import io.switchhook.media.pcm.PcmSource;
import io.switchhook.media.tone.ToneDetector;
import io.switchhook.media.tone.ToneSource;
import io.switchhook.phone.Conference;
import io.switchhook.phone.ConferenceEvent;
import io.switchhook.phone.ConferenceEvent.LeaveCause;
import io.switchhook.phone.JoinOutcome;
import io.switchhook.phone.OutgoingCall;
import io.switchhook.phone.call.CallState;
import io.switchhook.systemtests.fixture.Stage;
import io.switchhook.systemtests.fixture.Telephone;
import io.switchhook.systemtests.fixture.Trio;
import io.switchhook.systemtests.fixture.Trio.Setting;
import io.switchhook.testkit.WireMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("RFC 4353 §6.2: a telephone joins its calls in a conference")
class ConferenceTest {
    private static final int RATE = 8_000;
    private static final int OWN_TONE = 1_209;

    @RegisterExtension
    final Stage stage = new Stage();

    private final List<ConferenceEvent> events = new ArrayList<>();

    /** 858 in two calls, with 853 and 895. */
    private record Two(Trio trio, OutgoingCall first, OutgoingCall second) {
        Telephone host() {
            return trio.transferor();
        }

        Telephone one() {
            return trio.transferee();
        }

        Telephone other() {
            return trio.target();
        }
    }

    private Two calls(Setting setting) {
        var trio = Trio.in(stage, setting);
        var first = trio.talk();
        trio.target().answering();
        var second = trio.transferor().talkTo(trio.dialTarget());
        return new Two(trio, first, second);
    }

    private Conference threeWay(Two two) {
        return two.host().phone().conference(two.first(), two.second()).onEvent(events::add);
    }

    private Set<String> heardBy(Telephone telephone) {
        stage.seconds(0.3);
        return telephone.hears();
    }

    @ParameterizedTest
    @EnumSource(Setting.class)
    void twoCallsHearEachOtherAndNobodyHimself(Setting setting) {
        var two = calls(setting);
        threeWay(two);
        assertThat(heardBy(two.one())).containsExactly("895");
        assertThat(heardBy(two.other())).containsExactly("853");
        assertThat(two.host().hears()).as("who is not in it").isEmpty();
    }

    @Test
    void whoSitsAtTheTelephoneTakesPartAtARateOfHisOwn() {
        var two = calls(Setting.DIRECT);
        var room = threeWay(two);
        var ear = new ToneDetector(
                16_000, new int[] {two.one().tone(), two.other().tone(), OWN_TONE});
        var me = room.join("me", new ToneSource(16_000, OWN_TONE), PcmSink.at(16_000, ear))
                .participant()
                .orElseThrow();
        assertThat(heardBy(two.one())).hasSize(2).contains("895");
        assertThat(heardBy(two.other())).hasSize(2).contains("853");
        ear.reset();
        stage.seconds(0.6);
        assertThat(ear.hears(two.one().tone(), 0.6)).isTrue();
        assertThat(ear.hears(two.other().tone(), 0.6)).isTrue();
        assertThat(ear.hears(OWN_TONE, 0.1)).isFalse();
        me.mute();
        assertThat(heardBy(two.one())).containsExactly("895");
        me.unmute().volume(0);
        assertThat(heardBy(two.one())).containsExactly("895");
        assertThat(me.levelDbov()).isEqualTo(-127);
        me.volume(1);
        assertThat(heardBy(two.one())).hasSize(2);
        assertThat(me.levelDbov()).isGreaterThan(-30);
        assertThat(room.participants()).extracting(Object::toString).containsExactly("853", "895", "me");
    }

    @Test
    void callThatLeavesHasItsOwnAudioAgain() {
        var two = calls(Setting.DIRECT);
        var room = threeWay(two);
        assertThat(room.leave(two.second())).isTrue();
        assertThat(room.leave(two.second())).isFalse();
        two.host().assertTalksWith(two.other());
        assertThat(heardBy(two.one())).as("alone").isEmpty();
        assertThat(room.join(two.second()).isJoined()).isTrue();
        assertThat(heardBy(two.one())).containsExactly("895");
        room.close();
        assertThat(two.first().state()).isEqualTo(CallState.IN_CALL);
        assertThat(heardBy(two.one())).containsExactly("858");
        assertThat(heardBy(two.other())).containsExactly("858");
        assertThat(room.join(two.first()).kind()).isEqualTo(JoinOutcome.Kind.CLOSED);
        assertThat(events)
                .filteredOn(event -> event.kind() != ConferenceEvent.Kind.SPEAKING)
                .extracting(ConferenceEvent::kind)
                .containsExactly(
                        ConferenceEvent.Kind.LEFT,
                        ConferenceEvent.Kind.JOINED,
                        ConferenceEvent.Kind.LEFT,
                        ConferenceEvent.Kind.LEFT,
                        ConferenceEvent.Kind.CLOSED);
    }

    @Test
    void callThatEndsLeavesByItself() {
        var two = calls(Setting.DIRECT);
        var room = threeWay(two);
        stage.await(two.other().lastIncoming().hangUp());
        stage.until(() -> room.participants().size() == 1);
        stage.until(() -> events.stream().anyMatch(event -> event instanceof ConferenceEvent.Left));
        var left = events.stream()
                .filter(event -> event instanceof ConferenceEvent.Left)
                .map(event -> (ConferenceEvent.Left) event)
                .findFirst()
                .orElseThrow();
        assertThat(left.cause()).isEqualTo(LeaveCause.CALL_OVER);
        assertThat(left.participant().call()).contains(two.second());
        assertThat(room.join(two.second()).kind()).isEqualTo(JoinOutcome.Kind.CALL_OVER);
        room.hangUp();
        stage.await(two.first().ended());
        stage.await(two.one().lastIncoming().ended());
    }

    @Test
    void callOnHoldNeitherHearsNorIsHeard() {
        var two = calls(Setting.DIRECT);
        var room = threeWay(two);
        room.join("me", new ToneSource(RATE, OWN_TONE), (samples, offset, length) -> {});
        stage.await(two.first().hold());
        assertThat(heardBy(two.one())).isEmpty();
        assertThat(heardBy(two.other())).hasSize(1).doesNotContain("853");
        stage.await(two.first().resume());
        assertThat(heardBy(two.one())).hasSize(2);
    }

    @Test
    void musicOfWhoHoldsUsIsNotHeard() {
        var two = calls(Setting.DIRECT);
        threeWay(two);
        var there = two.one().lastIncoming();
        there.audio().holdMusic(new ToneSource(RATE, two.one().tone()));
        stage.await(there.hold());
        stage.until(() -> two.first().state() == CallState.REMOTE_HELD);
        assertThat(heardBy(two.other())).isEmpty();
        stage.await(there.resume());
        assertThat(heardBy(two.other())).containsExactly("853");
    }

    @Test
    void seatGoesToTheCallThatTakesItsPlace() {
        var two = calls(Setting.DIRECT);
        var room = threeWay(two);
        var fourth = stage.direct("870").answering();
        // 853 sends us on to 870: our line calls there, and that call has the seat.
        stage.await(two.one().lastIncoming().blindTransfer(fourth.uri()));
        stage.until(() -> two.first().state().isEnded());
        assertThat(room.participants()).hasSize(2);
        assertThat(room.participant(two.first())).isEmpty();
        assertThat(heardBy(fourth)).containsExactly("895");
        assertThat(heardBy(two.other())).containsExactly("870");
        assertThat(room.participants().stream().map(seat -> seat.call().orElseThrow()))
                .doesNotContain(two.first());
    }

    @Test
    void callsOfTwoPhonesMeet() {
        var two = calls(Setting.DIRECT);
        var room = two.host().phone().conference(two.first());
        var guest = stage.direct("870");
        var there = stage.direct("871").answering();
        var call = guest.talkTo(there.uri());
        room.join(call);
        assertThat(heardBy(there)).containsExactly("853");
        assertThat(heardBy(two.one())).containsExactly("871");
    }

    @Test
    void whoSpeaksIsTold() {
        var two = calls(Setting.DIRECT);
        var room = threeWay(two);
        stage.seconds(0.3);
        var seat = room.participant(two.first()).orElseThrow();
        assertThat(seat.isSpeaking()).isTrue();
        assertThat(events).contains(new ConferenceEvent.Speaking(seat, true));
        two.one().lastIncoming().audio().sendSilence();
        stage.seconds(1);
        assertThat(seat.isSpeaking()).isFalse();
        assertThat(events).contains(new ConferenceEvent.Speaking(seat, false));
    }

    @Test
    void boundAndMisuseAreSaidClearly() {
        var two = calls(Setting.DIRECT);
        var room = two.host().phone().openConference(2);
        assertThat(room.join(two.first()).isJoined()).isTrue();
        assertThat(room.join(two.first()).participant())
                .as("again")
                .contains(room.participant(two.first()).get());
        assertThat(room.join("a", (t, o, l) -> 0, (s, o, l) -> {}).isJoined()).isTrue();
        assertThat(room.join(two.second())).isEqualTo(new JoinOutcome.Full(2));
        var second = two.host().phone().openConference(2);
        assertThat(second.join(two.first())).isEqualTo(new JoinOutcome.Elsewhere(room));
        assertThatIllegalStateException()
                .isThrownBy(() -> two.host().phone().conference(two.second(), two.first()))
                .withMessageContaining("cannot join");
        assertThat(two.second().state()).isEqualTo(CallState.IN_CALL);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> two.host().phone().openConference(1))
                .withMessageContaining("2 to 500");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> second.join("x", PcmSource.at(44_150, (t, o, l) -> 0), (s, o, l) -> {}));
    }

    @Test
    void sourceThatThrowsIsAskedNoMoreAndTheOthersTalkOn() {
        var two = calls(Setting.DIRECT);
        var room = threeWay(two);
        room.join(
                "broken",
                (target, offset, length) -> {
                    throw new IllegalStateException("planted");
                },
                (samples, offset, length) -> {
                    throw new IllegalStateException("planted");
                });
        assertThat(heardBy(two.one())).containsExactly("895");
    }

    @Test
    @DisplayName("RFC 4579 §4.2: isfocus in the Contact of the answer, where the program wants it said")
    void focusIsSaidInTheAnswer() {
        var host = stage.direct("858");
        var room = host.phone().openConference(8).showFocus();
        host.on(call -> {
            room.join(call);
            call.answer();
        });
        var one = stage.direct("853");
        one.talkTo(host.uri());
        var other = stage.direct("895");
        other.talkTo(host.uri());
        assertThat(heardBy(one)).containsExactly("895");
        assertThat(stage.answers("858", "INVITE", 200))
                .isNotEmpty()
                .allSatisfy(answer -> assertThat(contact(answer)).containsPattern("^<sip:858@[^>]+>;isfocus$"));
        var call = host.lastIncoming();
        room.leave(call);
        stage.await(call.hold());
        assertThat(contact(stage.requests("858", "INVITE").get(0))).doesNotContain("isfocus");
    }

    private static String contact(WireMessage message) {
        return message.header("Contact").orElseThrow();
    }
}

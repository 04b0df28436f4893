package io.switchhook.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.switchhook.pbx.ApplicationOutcome;
import io.switchhook.pbx.CallRoute;
import io.switchhook.pbx.PbxEvent;
import io.switchhook.phone.DigitReader;
import io.switchhook.phone.DigitsRead;
import io.switchhook.phone.OutgoingCall;
import io.switchhook.phone.PhoneConfig;
import io.switchhook.phone.SipAccount;
import io.switchhook.phone.SoftPhone;
import io.switchhook.phone.call.CallState;
import io.switchhook.phone.call.TransferOutcome;
import io.switchhook.stack.flow.ListenPoint;
import io.switchhook.systemtests.fixture.HeldLanes;
import io.switchhook.systemtests.fixture.Stage;
import io.switchhook.systemtests.fixture.Telephone;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("An extension that the program answers")
class PbxApplicationTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @RegisterExtension
    final Stage stage = new Stage();

    /** A phone on the host of the PBX, registered by the login that the PBX gives. */
    private Telephone application(String number) {
        var outcome = stage.await(stage.pbx().extensions().addApplication(number));
        assertThat(outcome).isInstanceOf(ApplicationOutcome.Ready.class);
        var login = (ApplicationOutcome.Ready) outcome;
        assertThat(login.toString()).doesNotContain(login.secret());
        var config = PhoneConfig.DEFAULT
                .withListen(ListenPoint.parse("udp:" + Stage.PBX_ADDRESS + ":5070", 5070))
                .withRtpPorts(40_000, 41_000);
        return stage.telephone(
                        "pbx",
                        SipAccount.builder(login.address())
                                .secret(login.secret())
                                .build(),
                        config)
                .register();
    }

    private static CompletableFuture<DigitsRead> read(Telephone application, int most) {
        return DigitReader.of(application.lastIncoming()).read(most, SECOND.multipliedBy(5), SECOND);
    }

    private void dial(OutgoingCall call, String digits) {
        stage.await(call.sendDigits(digits));
    }

    @Test
    @DisplayName("A caller types where to go, and is there")
    void menuConnects() {
        stage.startPbx();
        var menu = application("800").answering();
        var caller = stage.registered("858");
        var target = stage.registered("853").answering();
        var call = caller.talkTo("800");
        menu.assertTalksWith(caller);
        var typed = read(menu, 3);
        dial(call, "853");
        assertThat(stage.await(typed)).isEqualTo(new DigitsRead("853", DigitsRead.End.ALL));
        assertThat(stage.await(menu.lastIncoming().blindTransfer("853")).isSuccess())
                .isTrue();
        caller.assertTalksWith(target);
        stage.until(() -> menu.lastIncoming().state().isEnded());
        stage.await(call.hangUp());
    }

    @Test
    @DisplayName("A callback may wait for digits: they do not come behind it on the lane of its call")
    void callbackWaitsForDigits() {
        stage.startPbx();
        var login =
                (ApplicationOutcome.Ready) stage.await(stage.pbx().extensions().addApplication("800"));
        var lanes = new HeldLanes(stage.host("pbx"), "switchhook-call");
        var phone = SoftPhone.create(
                lanes,
                PhoneConfig.DEFAULT
                        .withListen(ListenPoint.parse("udp:" + Stage.PBX_ADDRESS + ":5070", 5070))
                        .withRtpPorts(40_000, 41_000));
        var reads = new ArrayList<CompletableFuture<DigitsRead>>();
        phone.onIncomingCall(call -> {
            reads.add(DigitReader.of(call).read(3, SECOND.multipliedBy(20), SECOND));
            call.answer();
            lanes.hold();
        });
        var account = SipAccount.builder(login.address()).secret(login.secret()).build();
        assertThat(stage.await(phone.createLine(account).register()).isRegistered())
                .isTrue();
        var call = stage.registered("858").talkTo("800");
        dial(call, "853");
        assertThat(stage.await(reads.get(0))).isEqualTo(new DigitsRead("853", DigitsRead.End.ALL));
        lanes.goOn();
        stage.await(call.hangUp());
        stage.await(phone.closeAsync());
    }

    @Test
    @DisplayName("Who finds nobody comes back to the menu")
    void callerComesBack() {
        stage.startPbx();
        var menu = application("800").answering();
        var caller = stage.registered("858");
        stage.registered("853").rejecting();
        var target = stage.registered("895").answering();
        var call = caller.talkTo("800");
        var failed = stage.await(menu.lastIncoming().blindTransfer("853"));
        assertThat(failed.kind()).isEqualTo(TransferOutcome.Kind.FAILED);
        assertThat(menu.lastIncoming().state()).isEqualTo(CallState.IN_CALL);
        menu.assertTalksWith(caller);
        var typed = read(menu, 3);
        dial(call, "895#");
        assertThat(stage.await(typed).digits()).isEqualTo("895");
        assertThat(stage.await(menu.lastIncoming().blindTransfer("895")).isSuccess())
                .isTrue();
        caller.assertTalksWith(target);
        stage.await(call.hangUp());
    }

    @Test
    @DisplayName("The dial plan sends to the application who finds nobody at an extension")
    void planLeadsToApplication() {
        var ended = new ArrayList<PbxEvent.CallEnded>();
        stage.startPbx(builder -> builder.dialPlan(call -> CallRoute.to(call.dialled())
                        .ringing(Duration.ofSeconds(10))
                        .otherwise(CallRoute.to("800")))
                .onEvent(event -> {
                    if (event instanceof PbxEvent.CallEnded over) {
                        ended.add(over);
                    }
                }));
        var mailbox = application("800").answering();
        var caller = stage.registered("858");
        stage.registered("853").on(call -> {});
        var call = caller.talkTo("853");
        caller.assertTalksWith(mailbox);
        assertThat(mailbox.lastIncoming().divertedFrom()).contains("853");
        stage.await(mailbox.lastIncoming().hangUp());
        stage.until(() -> !ended.isEmpty());
        assertThat(ended).singleElement().satisfies(over -> {
            assertThat(over.call().dialled()).isEqualTo("853");
            assertThat(over.call().callee()).contains("800");
            assertThat(over.call().ringing()).isBetween(Duration.ofSeconds(10), Duration.ofSeconds(11));
            assertThat(over.ending().by()).contains("800");
        });
        stage.until(() -> call.state().isEnded());
    }

    @Test
    @DisplayName("Digits end with #, with silence and with the call, and may come before they are asked for")
    void digitsAreRead() {
        stage.startPbx();
        var menu = application("800").answering();
        var call = stage.registered("858").talkTo("800");
        var digits = DigitReader.of(menu.lastIncoming());
        dial(call, "12#7");
        stage.seconds(1);
        assertThat(stage.await(digits.read(4, SECOND, SECOND)))
                .as("typed ahead")
                .isEqualTo(new DigitsRead("12", DigitsRead.End.HASH));
        assertThat(stage.await(digits.read(4, SECOND, SECOND))).isEqualTo(new DigitsRead("7", DigitsRead.End.SILENCE));
        assertThat(stage.await(digits.read(4, SECOND, SECOND))).isEqualTo(new DigitsRead("", DigitsRead.End.SILENCE));
        dial(call, "99");
        stage.seconds(1);
        digits.forget();
        var last = digits.read(2, SECOND.multipliedBy(60), SECOND);
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> digits.read(1, SECOND, SECOND));
        dial(call, "*");
        stage.await(call.hangUp());
        assertThat(stage.await(last)).isEqualTo(new DigitsRead("*", DigitsRead.End.CALL_ENDED));
        stage.until(() -> menu.lastIncoming().state().isEnded());
        assertThat(stage.await(digits.read(1, SECOND, SECOND)).end()).isEqualTo(DigitsRead.End.CALL_ENDED);
        assertThatIllegalArgumentException().isThrownBy(() -> digits.read(0, SECOND, SECOND));
        assertThatIllegalArgumentException().isThrownBy(() -> digits.read(65, SECOND, SECOND));
        assertThatIllegalArgumentException().isThrownBy(() -> digits.read(1, Duration.ZERO, SECOND));
    }

    @Test
    void whatIsThereAlreadyIsNoApplication() {
        stage.startPbx();
        var taken = stage.await(stage.pbx().extensions().addApplication("858"));
        assertThat(taken.kind()).isEqualTo(ApplicationOutcome.Kind.NOT_POSSIBLE);
    }

    @Test
    @DisplayName("An attended transfer ends one of the two calls as transferred, and the other one goes on")
    void attendedTransferIsTwoRecords() {
        var events = new ArrayList<PbxEvent>();
        stage.startPbx(builder -> builder.onEvent(events::add));
        var operator = stage.registered("858");
        var customer = stage.registered("853").answering();
        var expert = stage.registered("895").answering();
        var first = operator.talkTo("853");
        stage.await(first.hold());
        var second = operator.talkTo("895");
        assertThat(stage.await(first.attendedTransfer(second)).isSuccess()).isTrue();
        customer.assertTalksWith(expert);
        stage.until(() -> events.stream().anyMatch(PbxEvent.CallEnded.class::isInstance));
        var ends = ends(events);
        assertThat(ends).hasSize(1);
        assertThat(ends.get(0).ending().cause()).isEqualTo(io.switchhook.pbx.PbxCallEnding.Cause.TRANSFERRED);
        assertThat(stage.await(stage.pbx().calls())).singleElement().satisfies(call -> {
            assertThat(List.of(call.caller(), call.callee().orElseThrow())).containsExactlyInAnyOrder("853", "895");
        });
        stage.await(customer.lastCall().hangUp());
        stage.until(() -> ends(events).size() == 2);
        assertThat(ends(events).get(1).ending().by()).contains("853");
    }

    private static List<PbxEvent.CallEnded> ends(List<PbxEvent> events) {
        return events.stream()
                .filter(PbxEvent.CallEnded.class::isInstance)
                .map(PbxEvent.CallEnded.class::cast)
                .toList();
    }
}

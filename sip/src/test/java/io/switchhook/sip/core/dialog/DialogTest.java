package io.switchhook.sip.core.dialog;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.sip.core.route.NextHop;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.CSeqHeader;
import io.switchhook.sip.message.header.CallIdHeader;
import io.switchhook.sip.message.header.ContactHeader;
import io.switchhook.sip.message.header.FromHeader;
import io.switchhook.sip.message.header.MaxForwardsHeader;
import io.switchhook.sip.message.header.RouteHeader;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.sip.message.header.ToHeader;
import io.switchhook.sip.message.uri.NameAddress;
import io.switchhook.sip.message.uri.Parameters;
import io.switchhook.sip.message.uri.SipUri;
import java.util.List;
import org.junit.jupiter.api.Test;

class DialogTest {
    private static final SipUri OURS = SipUri.parse("sip:alice@192.0.2.1:5060");

    private static SipRequest.Builder request(SipMethod method, long number, String toTag) {
        return SipRequest.builder(method, SipUri.parse("sip:bob@biloxi.com"))
                .set(MaxForwardsHeader.TYPE, new MaxForwardsHeader(70))
                .set(FromHeader.TYPE, new FromHeader(address("sip:alice@atlanta.com"), tag("a")))
                .set(
                        ToHeader.TYPE,
                        new ToHeader(address("sip:bob@biloxi.com"), toTag.isEmpty() ? Parameters.EMPTY : tag(toTag)))
                .set(CallIdHeader.TYPE, new CallIdHeader("call"))
                .set(CSeqHeader.TYPE, new CSeqHeader(number, method))
                .noBody();
    }

    private static SipResponse.Builder answer(SipRequest request, int status) {
        return SipResponse.answering(request, status)
                .set(ToHeader.TYPE, request.to().withTag("b"));
    }

    private static NameAddress address(String uri) {
        return NameAddress.of(SipUri.parse(uri));
    }

    private static Parameters tag(String value) {
        return Parameters.EMPTY.with("tag", value);
    }

    private static List<String> routes(SipRequest request) {
        return request.all(RouteHeader.TYPE).stream()
                .map(route -> route.address().uri().toString())
                .toList();
    }

    private final SipRequest invite = request(SipMethod.INVITE, 7, "").build();

    @Test
    void callerSeesTheProxiesInTheOppositeOrder() {
        var dialog = Dialog.ofClient(
                invite,
                answer(invite, 200)
                        .header("Record-Route", "<sip:p2.example;lr>, <sip:p1.example;lr>")
                        .header("Contact", "<sip:bob@192.0.2.4>")
                        .build());
        assertThat(dialog.state()).isEqualTo(Dialog.State.CONFIRMED);
        var bye = dialog.request(SipMethod.BYE).build();
        assertThat(routes(bye)).containsExactly("sip:p1.example;lr", "sip:p2.example;lr");
        assertThat(bye.uri()).hasToString("sip:bob@192.0.2.4");
        assertThat(bye.cseq().number()).isEqualTo(8);
        assertThat(bye.from().tag()).contains("a");
        assertThat(bye.to().tag()).contains("b");
    }

    @Test
    void calleeSeesTheProxiesInTheSameOrder() {
        var received = invite.edit()
                .header("Record-Route", "<sip:p2.example;lr>, <sip:p1.example;lr>")
                .header("Contact", "<sip:alice@192.0.2.9>")
                .build();
        var dialog = Dialog.ofServer(received, "b");
        var bye = dialog.request(SipMethod.BYE).build();
        assertThat(routes(bye)).containsExactly("sip:p2.example;lr", "sip:p1.example;lr");
        assertThat(bye.uri()).hasToString("sip:alice@192.0.2.9");
        assertThat(bye.from().tag()).contains("b");
        assertThat(dialog.isCaller()).isFalse();
    }

    @Test
    void strictRouterBecomesTheRequestUriAndTheTargetTheLastRoute() {
        var dialog = Dialog.ofClient(
                invite,
                answer(invite, 200)
                        .header("Record-Route", "<sip:p2.example;lr>, <sip:p1.example;method=INVITE?Subject=x>")
                        .header("Contact", "<sip:bob@192.0.2.4>")
                        .build());
        var bye = dialog.request(SipMethod.BYE).build();
        assertThat(bye.uri()).hasToString("sip:p1.example");
        assertThat(routes(bye)).containsExactly("sip:p2.example;lr", "sip:bob@192.0.2.4");
        assertThat(NextHop.of(bye).orElseThrow().host()).isEqualTo("p1.example");
    }

    @Test
    void headersAndMethodOfAContactDoNotGoIntoTheRequestUri() {
        var dialog = Dialog.ofClient(
                invite,
                answer(invite, 200)
                        .header("Contact", "<sip:bob@192.0.2.4;method=BYE?Subject=x>")
                        .build());
        assertThat(dialog.request(SipMethod.INFO).build().uri()).hasToString("sip:bob@192.0.2.4");
    }

    @Test
    void routeSetAndTargetAreComputedAnewFromThe2xx() {
        var dialog = Dialog.ofClient(
                invite,
                answer(invite, 180)
                        .header("Record-Route", "<sip:p1.example;lr>")
                        .header("Contact", "<sip:bob@192.0.2.4>")
                        .build());
        assertThat(dialog.state()).isEqualTo(Dialog.State.EARLY);
        dialog.confirm(
                answer(invite, 200).header("Contact", "<sip:bob@192.0.2.5>").build(), OURS);
        assertThat(dialog.state()).isEqualTo(Dialog.State.CONFIRMED);
        assertThat(dialog.routeSet()).isEmpty();
        assertThat(dialog.remoteTarget()).hasToString("sip:bob@192.0.2.5");
    }

    @Test
    void ackTakesTheNumberOfItsInvite() {
        var dialog = Dialog.ofClient(invite, answer(invite, 200).build());
        dialog.nextSequence();
        assertThat(dialog.ack(7).build().cseq()).isEqualTo(new CSeqHeader(7, SipMethod.ACK));
        assertThat(dialog.localSequence()).isEqualTo(8);
    }

    @Test
    void lowerNumberIsStaleAndAckIsNever() {
        var dialog = Dialog.ofServer(invite, "b");
        assertThat(dialog.onRequest(request(SipMethod.INFO, 6, "b").build())).isEqualTo(Dialog.Order.STALE);
        assertThat(dialog.onRequest(request(SipMethod.INFO, 9, "b").build())).isEqualTo(Dialog.Order.IN_ORDER);
        assertThat(dialog.onRequest(request(SipMethod.ACK, 7, "b").build())).isEqualTo(Dialog.Order.IN_ORDER);
        assertThat(dialog.onRequest(request(SipMethod.BYE, 8, "b").build())).isEqualTo(Dialog.Order.STALE);
    }

    @Test
    void callerTakesAnyFirstNumberOfTheOther() {
        var dialog = Dialog.ofClient(invite, answer(invite, 200).build());
        assertThat(dialog.onRequest(request(SipMethod.INFO, 0, "b").build())).isEqualTo(Dialog.Order.IN_ORDER);
    }

    @Test
    void ownContactIsKnownWithAndWithoutTheDefaultPort() {
        var dialog = Dialog.ofClient(
                invite,
                answer(invite, 200).header("Contact", "<sip:bob@192.0.2.4>").build());
        for (var own : List.of("<sip:alice@192.0.2.1>", "<sip:alice@192.0.2.1:5060;ob>")) {
            dialog.refreshTarget(
                    request(SipMethod.NOTIFY, 9, "b").header("Contact", own).build(), OURS);
        }
        assertThat(dialog.remoteTarget()).hasToString("sip:bob@192.0.2.4");
    }

    @Test
    void contactThatCannotBeReadOrIsAStarChangesNothing() {
        var dialog = Dialog.ofClient(
                invite,
                answer(invite, 200).header("Contact", "<sip:bob@192.0.2.4>").build());
        for (var contact : List.of("<<<", "*")) {
            dialog.refreshTarget(
                    request(SipMethod.UPDATE, 9, "b").header("Contact", contact).build(), OURS);
        }
        assertThat(dialog.remoteTarget()).hasToString("sip:bob@192.0.2.4");
    }

    /** RFC 4579 §4.2. */
    @Test
    void contactSaysWhetherTheOtherEndMixesAConference() {
        var plain = new ContactHeader(address("sip:room@192.0.2.2"), Parameters.EMPTY);
        var focus = new ContactHeader(address("sip:room@192.0.2.2"), Parameters.EMPTY.withFlag("isfocus"));
        var answer = answer(invite, 200).set(ContactHeader.TYPE, focus).build();
        var dialog = Dialog.ofClient(invite, answer);
        assertThat(dialog.isRemoteFocus()).isTrue();
        dialog.refreshTarget(answer(invite, 200).set(ContactHeader.TYPE, plain).build(), OURS);
        assertThat(dialog.isRemoteFocus()).isFalse();
        dialog.refreshTarget(answer, OURS);
        dialog.refreshTarget(answer(invite, 200).build(), OURS);
        assertThat(dialog.isRemoteFocus()).isTrue();
        assertThat(Dialog.ofServer(invite, "b").isRemoteFocus()).isFalse();
    }

    @Test
    void peerOfRfc2543WithoutTagHasADialogToo() {
        var dialog = Dialog.ofClient(invite, SipResponse.answering(invite, 200).build());
        assertThat(dialog.id()).isEqualTo(new DialogId("call", "a", ""));
        assertThat(dialog.request(SipMethod.BYE).build().to().tag()).isEmpty();
    }
}

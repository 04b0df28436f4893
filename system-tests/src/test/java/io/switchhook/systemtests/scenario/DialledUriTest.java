package io.switchhook.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.switchhook.phone.MessageContent;
import io.switchhook.phone.call.DialOptions;
import io.switchhook.phone.call.TransferOptions;
import io.switchhook.systemtests.fixture.PageCall;
import io.switchhook.systemtests.fixture.Stage;
import io.switchhook.testkit.ScriptedPeer;
import io.switchhook.testkit.WireMessage;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 3261 §19.1.5: requests that are formed from a URI")
class DialledUriTest {
    @RegisterExtension
    final Stage stage = new Stage();

    /** The INVITE for what is dialled; the callee is busy. */
    private WireMessage dialled(String target, DialOptions options) {
        var pbx = stage.peerAsPbx("853");
        var started = stage.unregistered("858").prepare(target, options).start();
        var invite = pbx.expectRequest("INVITE");
        var dialog = pbx.dialog(invite);
        dialog.respond(invite, 486);
        dialog.expectRequest("ACK");
        stage.await(started);
        return invite;
    }

    private WireMessage dialled(String target) {
        return dialled(target, DialOptions.DEFAULT);
    }

    @ParameterizedTest
    @CsvSource({
        // §19.1.1, table 1: neither headers nor method.
        "sip:853@10.0.0.9?Subject=x,                sip:853@10.0.0.9",
        "sip:853@10.0.0.9;method=INVITE;x=y,        sip:853@10.0.0.9;x=y",
        // §25.1: what the user part cannot hold is escaped, and what is escaped stays so (§19.1.4).
        "sip:#97@10.0.0.9,                          sip:%2397@10.0.0.9",
        "sip:a%3Bb@10.0.0.9,                        sip:a%3Bb@10.0.0.9",
        // §19.1.6: a number keeps its parameters, in the user part.
        "tel:853;phone-context=example.com,         sip:853;phone-context=example.com@10.0.0.9;user=phone",
        "tel:+49-30-12;tsp=a.b;EXT=5,               sip:+49-30-12;ext=5;tsp=a.b@10.0.0.9;user=phone"
    })
    void requestUriAndToHaveWhatTheyMay(String target, String uri) {
        var invite = dialled(target);
        assertThat(invite.requestUri()).isEqualTo(uri);
        assertThat(invite.header("To")).contains("<" + uri + ">");
    }

    @Test
    void headersOfTheUriAreThoseOfTheInvite() {
        var invite = dialled("sip:853@10.0.0.9?subject=project%20x&X-Floor=3&X-Floor=4&priority=urgent");
        assertThat(invite.headers("Subject")).containsExactly("project x");
        assertThat(invite.headers("Priority")).containsExactly("urgent");
        assertThat(invite.headers("X-Floor")).containsExactly("3");
    }

    @Test
    void whatTheProgramSaysGoesBeforeWhatTheUriSays() {
        var invite = dialled("sip:853@10.0.0.9?s=theirs&X-Room=2", DialOptions.DEFAULT.withHeader("subject", "ours"));
        assertThat(invite.headers("Subject")).containsExactly("ours");
        assertThat(invite.headers("X-Room")).containsExactly("2");
    }

    @Test
    void dangerousHeadersAndTheBodyAreIgnored() {
        var invite = dialled("sip:853@10.0.0.9?body=x&Call-ID=x&f=sip:x@y&Via=x&Route=sip:x&Organization=x&Accept=x"
                + "&Contact=sip:x@y&Content-Type=text/x&Content-Language=x&Require=x&P-Asserted-Identity=sip:x@y");
        assertThat(invite.headers("body")).isEmpty();
        assertThat(invite.header("From").orElseThrow()).contains("858@");
        assertThat(invite.headers("Via")).hasSize(1);
        assertThat(invite.header("Contact").orElseThrow()).contains("858@");
        assertThat(invite.headers("Content-Type")).containsExactly("application/sdp");
        for (var name : new String[] {"Route", "Organization", "Accept", "Content-Language", "Require", "f"}) {
            assertThat(invite.headers(name)).as(name).doesNotContain("x", "sip:x", "sip:x@y");
        }
        assertThat(invite.headers("P-Asserted-Identity")).isEmpty();
    }

    @Test
    @DisplayName("RFC 3323 §4.1: nor does a URI unmask who calls anonymously")
    void anonymousCallStaysAnonymous() {
        var invite = dialled(
                "sip:853@10.0.0.9?Privacy=none&P-Preferred-Identity=sip:x@y", DialOptions.DEFAULT.anonymously());
        assertThat(invite.headers("Privacy")).containsExactly("id");
        assertThat(invite.header("P-Preferred-Identity").orElseThrow()).contains("858@");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sip:853@10.0.0.9;method=BYE",
                "853@10.0.0.9;method=SUBSCRIBE",
                "sip:853@10.0.0.9?X-A=1%0d%0aX-B:2",
                "sip:853@10.0.0.9?X%20A=1"
            })
    void uriThatIsForNoInviteIsRefused(String target) {
        var phone = stage.unregistered("858");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> phone.prepare(target))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\r", "\n"));
    }

    @Test
    void otherRequestsAreFormedLikewise() {
        var line = stage.unregistered("858").line();
        var pbx = stage.peerAsPbx("853");
        var sent = line.sendMessage("sip:#3@10.0.0.9;method=MESSAGE?Subject=x", MessageContent.text("Hello"));
        pbx.respond(expectBare(pbx, "MESSAGE"), 200);
        stage.await(sent);
        var asked = line.askOptions("sip:#3@10.0.0.9?Subject=x");
        pbx.respond(expectBare(pbx, "OPTIONS"), 200);
        stage.await(asked);
        var subscription = line.createSubscription("presence", "sip:#3@10.0.0.9?Subject=x");
        var subscribed = subscription.start();
        pbx.respond(expectBare(pbx, "SUBSCRIBE"), 403);
        stage.await(subscribed);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> line.sendMessage("sip:3@10.0.0.9;method=INVITE", "Hello"));
    }

    private WireMessage expectBare(ScriptedPeer pbx, String method) {
        var request = pbx.expectRequest(method);
        assertThat(request.requestUri()).isEqualTo("sip:%233@10.0.0.9");
        assertThat(request.header("To")).contains("<sip:%233@10.0.0.9>");
        assertThat(request.headers("Subject")).isEmpty();
        return request;
    }

    @Test
    @DisplayName("RFC 3515 §2.1: the URI in Refer-To may have headers")
    void targetOfATransferKeepsItsHeaders() {
        var page = PageCall.outgoing(stage);
        var transfer = page.call()
                .blindTransfer("sip:#5@10.0.0.9;method=INVITE?Subject=x", TransferOptions.DEFAULT.withoutHold());
        var refer = page.dialog().expectRequest("REFER");
        assertThat(refer.header("Refer-To")).contains("<sip:%235@10.0.0.9?Subject=x>");
        page.dialog().respond(refer, 603);
        stage.await(transfer);
        assertThatIllegalArgumentException().isThrownBy(() -> page.call().blindTransfer("sip:5@h;method=BYE"));
    }
}

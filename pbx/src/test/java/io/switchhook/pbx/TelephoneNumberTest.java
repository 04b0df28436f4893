package io.switchhook.pbx;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.testkit.Draft;
import io.switchhook.testkit.PeerDialog;
import java.io.IOException;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls and messages to telephone numbers, however they are written: RFC 3261 §19.1.6, RFC 3966. */
class TelephoneNumberTest {

    private static PeerDialog ask(Bench bench, String method, String uri, Consumer<Draft> change) {
        var dialog = bench.anna.peer().newDialog(uri);
        var plain = dialog.send(method, change);
        var challenge = dialog.expectResponse(method, 401);
        if (method.equals("INVITE")) {
            dialog.ack(plain, challenge);
        }
        dialog.sendAuthorized(plain, challenge, "858", Bench.SECRET);
        return dialog;
    }

    @ParameterizedTest
    @ValueSource(strings = {"tel:853", "tel:8-53", "sip:853;phone-context=example.com@192.0.2.10;user=phone"})
    void anExtensionIsDialledByItsTelephoneNumber(String uri) throws IOException {
        var bench = new Bench();
        var dialog = ask(
                bench,
                "INVITE",
                uri,
                draft -> draft.body("application/sdp", bench.anna.ear().sdp()));
        var bert = bench.bert.ring();
        assertThat(bert.invite().header("To").orElse("")).contains("sip:853@192.0.2.10");
        bert.answer();
        var invite = bench.anna.peer().sent().stream()
                .filter(m -> m.isRequest("INVITE"))
                .reduce((first, last) -> last)
                .orElseThrow();
        dialog.ack(invite, dialog.expectResponse("INVITE", 200));
        dialog.send("BYE");
        dialog.expectResponse("BYE", 200);
        bert.expectBye();
        bench.end();
    }

    @Test
    void aMessageGoesToATelephoneNumberToo() throws IOException {
        var bench = new Bench();
        var dialog = ask(
                bench, "MESSAGE", "tel:853", draft -> draft.remove("Contact").body("text/plain", "hello"));
        bench.bert.peer().respond(bench.bert.peer().expectRequest("MESSAGE"), 200);
        dialog.expectResponse("MESSAGE", 200);
        bench.end();
    }

    @ParameterizedTest
    @CsvSource({"858, 180", "853, 403"})
    void aCallerMayGiveItsOwnNumberAsATelUriAndNoOther(String number, int answer) throws IOException {
        var bench = new Bench();
        var anna = bench.anna.dial("895", draft -> {
            var tag = draft.build().fromTag().orElseThrow();
            draft.replace("From", "<tel:" + number + ">;tag=" + tag)
                    .body("application/sdp", bench.anna.ear().sdp());
        });
        if (answer == 180) {
            bench.carl.ring().refuse(486, draft -> {});
            anna.refused(486);
        } else {
            anna.refused(answer);
        }
        bench.end();
    }

    @Test
    void aTelephoneSendsACallOnToATelUri() throws IOException {
        var bench = new Bench();
        var anna = bench.anna.dial("853");
        bench.bert.ring().refuse(302, draft -> draft.header("Contact", "<tel:8-95>"));
        bench.carl.ring().refuse(486, draft -> {});
        anna.refused(486);
        bench.end();
    }

    @ParameterizedTest
    @ValueSource(strings = {"tel:8-95", "sip:895;phone-context=example.com@192.0.2.10;user=phone"})
    void aCallIsTransferredToATelephoneNumber(String uri) throws IOException {
        var bench = new Bench();
        var talk = bench.talk();
        talk.anna().dialog().send("REFER", draft -> draft.header("Refer-To", "<" + uri + ">"));
        talk.anna().dialog().expectResponse("REFER", 202);
        bench.carl.ring().refuse(486, draft -> {});
        talk.anna().expectReport("486");
        talk.anna().hangUp();
        talk.bert().expectBye();
        bench.end();
    }
}

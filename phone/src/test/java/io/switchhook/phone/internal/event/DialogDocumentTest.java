package io.switchhook.phone.internal.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.phone.call.RemoteParty;
import io.switchhook.phone.event.WatchedCall;
import io.switchhook.phone.event.WatchedCall.Direction;
import io.switchhook.phone.event.WatchedCall.Stage;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 4235 §4: application/dialog-info+xml")
class DialogDocumentTest {
    private static String document(String attributes, String... dialogs) {
        return "<?xml version=\"1.0\"?>\n<dialog-info xmlns=\"urn:ietf:params:xml:ns:dialog-info\" entity=\"sip:alice@example.com\" "
                + attributes + ">\n" + String.join("\n", dialogs) + "\n</dialog-info>\n";
    }

    private static String dialog(String id, String state) {
        return "<dialog id=\"" + id + "\"><state>" + state + "</state></dialog>";
    }

    private static DialogDocument read(String text) {
        return DialogDocument.read(text).orElseThrow();
    }

    @Test
    @DisplayName("§4.2, the sample")
    void sample() {
        var document = read("""
                <?xml version="1.0" encoding="UTF-8"?>
                <dialog-info xmlns="urn:ietf:params:xml:ns:dialog-info"
                 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
                  xsi:schemaLocation="urn:ietf:params:xml:ns:dialog-info"
                  version="1" state="full">
                  <dialog id="123456">
                     <state>confirmed</state>
                     <duration>274</duration>
                     <local>
                       <identity display="Alice">sip:alice@example.com</identity>
                       <target uri="sip:alice@pc33.example.com">
                         <param pname="isfocus" pval="true"/>
                         <param pname="class" pval="personal"/>
                       </target>
                     </local>
                     <remote>
                       <identity display="Bob">sip:bob@example.org</identity>
                       <target uri="sip:bobster@phone21.example.org"/>
                     </remote>
                  </dialog>
                </dialog-info>
                """);
        assertThat(document.version()).contains(1L);
        assertThat(document.full()).isTrue();
        var call = new WatchedCall(
                "123456",
                Stage.CONFIRMED,
                Optional.empty(),
                Optional.of(new RemoteParty("bob", Optional.of("Bob"), false)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        assertThat(document.rows()).containsExactly(new DialogDocument.Row("123456", Optional.of(call)));
        assertThat(call.rings()).isFalse();
    }

    @Test
    @DisplayName("§6.1: a call in its first stage, without a remote tag, in a partial document")
    void partial() {
        var call = read(document(
                        "version=\"1\" state=\"partial\"",
                        "<dialog id=\"as7d900as8\" call-id=\"a84b4c76e66710\" local-tag=\"1928301774\" direction=\"initiator\">"
                                + "<state>trying</state></dialog>"))
                .rows()
                .get(0)
                .call()
                .orElseThrow();
        assertThat(call.stage()).isEqualTo(Stage.TRYING);
        assertThat(call.direction()).contains(Direction.INITIATOR);
        assertThat(call.callId()).contains("a84b4c76e66710");
        assertThat(call.localTag()).contains("1928301774");
        assertThat(call.remoteTag()).isEmpty();
        assertThat(call.rings()).as("it has called itself").isFalse();
    }

    @Test
    void whereTheIdentityIsMissingTheTargetIsTaken() {
        var remote = read(document(
                        "version=\"0\" state=\"full\"",
                        "<dialog id=\"a\" direction=\"recipient\"><state event=\"x\">Early</state>"
                                + "<remote><target uri=\"sip:853@192.0.2.1;line=2\"/></remote></dialog>"))
                .rows()
                .get(0)
                .call()
                .orElseThrow();
        assertThat(remote.remote()).contains(new RemoteParty("853", Optional.empty(), false));
        assertThat(remote.rings()).isTrue();
    }

    @Test
    void aCallThatIsOverIsARowWithoutACall() {
        var document =
                read(document("version=\"3\" state=\"partial\"", dialog("a", "terminated"), dialog("b", "waving")));
        assertThat(document.rows())
                .containsExactly(
                        new DialogDocument.Row("a", Optional.empty()), new DialogDocument.Row("b", Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "busy",
                "<dialog-info",
                "<presence/>",
                "<dialog-info><dialog id=\"a\"><state>confirmed</dialog></dialog-info>",
                "<dialog-info>&undefined;</dialog-info>",
                "<!DOCTYPE dialog-info [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><dialog-info>&a;</dialog-info>",
            })
    void whatIsNoneIsNotRead(String text) {
        assertThat(DialogDocument.read(text)).isEmpty();
    }

    @Test
    void whatIsNestedWithoutEndIsNotRead() {
        var deep = "<a>".repeat(5_000) + "</a>".repeat(5_000);
        assertThat(DialogDocument.read(document("version=\"0\" state=\"full\"", deep)))
                .isEmpty();
        assertThat(DialogDocument.read(document(
                        "version=\"0\" state=\"full\"", "<a>".repeat(10) + "</a>".repeat(10), dialog("b", "early"))))
                .map(document -> document.rows().size())
                .contains(1);
    }

    @Test
    void neitherRowsNorTextGoBeyondTheirBounds() {
        var many = read(document("version=\"x\"", dialog("a", "early").repeat(1_000)));
        assertThat(many.rows()).hasSize(200);
        assertThat(many.version()).isEmpty();
        assertThat(many.full()).as("most servers send nothing else").isTrue();
        var odd = read(document(
                "version=\"0\"",
                "<dialog id=\"a&#10;b\" call-id=\"c&#13;d\"><state>early</state>"
                        + "<remote><identity display=\"x&#10;y\">sip:853@h</identity></remote></dialog>"));
        var call = odd.rows().get(0).call().orElseThrow();
        assertThat(call.id()).doesNotContain("\n");
        assertThat(call.callId()).isEmpty();
        assertThat(call.remote().orElseThrow().name().orElseThrow()).doesNotContain("\n");
    }

    @Test
    @DisplayName("§4.3: a table is put together from full and partial documents")
    void table() {
        var table = new DialogTable();
        table.take(read(document("version=\"0\" state=\"full\"", dialog("a", "early"), dialog("b", "confirmed"))));
        assertThat(ids(table)).containsExactly("a", "b");
        assertThat(table.wantsAll()).isFalse();
        table.take(read(document("version=\"1\" state=\"partial\"", dialog("a", "terminated"), dialog("c", "trying"))));
        assertThat(ids(table)).containsExactly("b", "c");
        table.take(read(document("version=\"1\" state=\"partial\"", dialog("d", "trying"))));
        assertThat(ids(table)).as("a copy").containsExactly("b", "c");
        table.take(read(document("version=\"0\" state=\"full\"")));
        assertThat(ids(table)).as("one from before").containsExactly("b", "c");
        assertThat(table.wantsAll()).isFalse();
    }

    @Test
    @DisplayName("§4.3: after a gap between partial documents all is asked for, once")
    void gap() {
        var table = new DialogTable();
        table.take(read(document("version=\"0\" state=\"full\"", dialog("a", "early"))));
        table.take(read(document("version=\"2\" state=\"partial\"", dialog("b", "early"))));
        assertThat(ids(table)).containsExactly("a", "b");
        assertThat(table.wantsAll()).isTrue();
        assertThat(table.wantsAll()).isFalse();
        table.take(read(document("version=\"3\" state=\"full\"", dialog("b", "confirmed"))));
        assertThat(ids(table)).containsExactly("b");
        assertThat(table.wantsAll()).isFalse();
        table.take(read(document("version=\"9\" state=\"full\"", dialog("c", "confirmed"))));
        assertThat(ids(table)).containsExactly("c");
        assertThat(table.wantsAll()).as("what is full leaves no gap").isFalse();
    }

    private static List<String> ids(DialogTable table) {
        return table.calls().stream().map(WatchedCall::id).toList();
    }
}

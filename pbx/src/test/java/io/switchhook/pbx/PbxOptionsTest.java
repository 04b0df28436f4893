package io.switchhook.pbx;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.testkit.PeerDialog;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What the PBX answers to OPTIONS: RFC 3261 §11.2. */
class PbxOptionsTest {

    private static PeerDialog ask(Bench bench, String extension) {
        var dialog = bench.anna.peer().newDialog("sip:" + extension + "@192.0.2.10");
        var plain = dialog.send("OPTIONS");
        dialog.sendAuthorized(plain, dialog.expectResponse("OPTIONS", 401), "858", Bench.SECRET);
        return dialog;
    }

    @Test
    void whoeverAsksThePbxItselfIsToldWhatItCan() throws IOException {
        var bench = new Bench();
        var dialog = bench.anna.peer().newDialog("sip:192.0.2.10");
        dialog.send("OPTIONS");
        var answer = dialog.expectResponse("OPTIONS", 200);
        assertThat(answer.header("Allow").orElse("")).contains("INVITE", "MESSAGE", "INFO");
        assertThat(answer.header("Accept").orElse("")).contains("application/sdp", "text/plain");
        assertThat(answer.header("Supported").orElse("")).contains("timer");
        assertThat(answer.headers("Allow-Events"))
                .as("each package once")
                .containsExactly("refer, dialog, message-summary, conference");
        bench.end();
    }

    @Test
    void anExtensionIsAskedAsItWouldBeCalled() throws IOException {
        var bench = new Bench(builder -> builder.extension("700", Bench.SECRET));
        ask(bench, "700").expectResponse("OPTIONS", 480);
        ask(bench, "999").expectResponse("OPTIONS", 404);
        var busy = ask(bench, "853");
        bench.bert.peer().respond(bench.bert.peer().expectRequest("OPTIONS"), 486);
        busy.expectResponse("OPTIONS", 486);
        var free = ask(bench, "853");
        bench.bert.peer().respond(bench.bert.peer().expectRequest("OPTIONS"), 200, draft -> draft.header("Allow", "X"));
        // Calls go through us: what we can is what counts.
        assertThat(free.expectResponse("OPTIONS", 200).header("Allow").orElse(""))
                .contains("INVITE");
        bench.end();
    }

    @Test
    void aFullPbxSaysSo() throws IOException {
        var bench = new Bench(builder -> builder.maxCalls(1));
        var talk = bench.talk();
        var dialog = bench.carl.peer().newDialog("sip:858@192.0.2.10");
        dialog.send("OPTIONS");
        dialog.expectResponse("OPTIONS", 503);
        talk.anna().dialog().send("OPTIONS");
        assertThat(talk.anna()
                        .dialog()
                        .expectResponse("OPTIONS", 200)
                        .header("Supported")
                        .orElse(""))
                .contains("timer");
        talk.anna().hangUp();
        talk.bert().expectBye();
        bench.end();
    }
}

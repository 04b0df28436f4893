package io.switchhook.phone;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.phone.call.CallSettings;
import io.switchhook.phone.call.DialOptions;
import io.switchhook.phone.call.InfoOutcome;
import io.switchhook.testkit.WireMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 6086 §5.2.2 to §5.2.4: the Info Packages change while the call stands. */
class InfoChangeTest {
    private static final byte[] NOTHING = {};

    private final List<IncomingInfo> heard = new ArrayList<>();

    private static InfoOutcome send(Bench bench, Call call, String name) {
        return bench.await(call.sendInfo(name, "text/plain", NOTHING));
    }

    private static void isSent(Bench bench, Bench.Talk talk, String name) {
        var sending = talk.call().sendInfo(name, "text/plain", "on".getBytes(StandardCharsets.UTF_8));
        var info = talk.dialog().expectRequest("INFO");
        assertThat(info.header("Info-Package")).contains(name);
        talk.dialog().respond(info, 200);
        assertThat(bench.await(sending).isDelivered()).isTrue();
    }

    /** The peer changes the call, and says what it takes. */
    private static WireMessage change(Bench bench, Bench.Talk talk, String method, String packages, int status) {
        var request = talk.dialog()
                .send(method, draft -> draft.header("Recv-Info", packages).body("application/sdp", bench.ear.sdp()));
        var answer = talk.dialog().expectResponse(method, status);
        if (method.equals("INVITE")) {
            talk.dialog().ack(request, answer);
        }
        return answer;
    }

    @ParameterizedTest
    @ValueSource(strings = {"INVITE", "UPDATE"})
    void whatThePeerSaysLaterReplacesWhatItSaidFirst(String method) throws IOException {
        var bench = new Bench();
        bench.phone.onInfo("x-lamp", heard::add);
        var talk = bench.dialAndTalk();
        assertThat(send(bench, talk.call(), "x-door")).isEqualTo(new InfoOutcome.NotWanted(List.of()));
        var answer = change(bench, talk, method, "x-door, x-bell", 200);
        assertThat(answer.header("Recv-Info")).contains("x-lamp");
        isSent(bench, talk, "x-door");
        change(bench, talk, method, "", 200);
        assertThat(send(bench, talk.call(), "x-door")).isEqualTo(new InfoOutcome.NotWanted(List.of()));
        talk.peerHangsUp();
        bench.end();
    }

    /** RFC 6086 §12.1.2. */
    @Test
    void anUpdateThatOnlyRefreshesTellsItToo() throws IOException {
        var bench = new Bench();
        var talk = bench.dialAndTalk();
        talk.dialog().send("UPDATE", draft -> draft.header("Recv-Info", "x-door"));
        assertThat(talk.dialog().expectResponse("UPDATE", 200).header("Recv-Info"))
                .contains("");
        isSent(bench, talk, "x-door");
        talk.dialog().send("UPDATE");
        assertThat(talk.dialog().expectResponse("UPDATE", 200).header("Recv-Info"))
                .isEmpty();
        isSent(bench, talk, "x-door");
        talk.peerHangsUp();
        bench.end();
    }

    /** §5.2.4. */
    @Test
    void whatWeRefuseChangesNothing() throws IOException {
        var bench = new Bench();
        var talk = bench.dialAndTalk();
        change(bench, talk, "INVITE", "x-door", 200);
        var unusable = talk.dialog()
                .send(
                        "INVITE",
                        draft -> draft.header("Recv-Info", "x-bell")
                                .body(
                                        "application/sdp",
                                        bench.ear.sdp().replaceAll("m=audio (\\d+) .*", "m=audio $1 RTP/AVP 18")));
        talk.dialog().ack(unusable, talk.dialog().expectResponse("INVITE", 488));
        assertThat(send(bench, talk.call(), "x-bell")).isEqualTo(new InfoOutcome.NotWanted(List.of("x-door")));
        talk.peerHangsUp();
        bench.end();
    }

    /** §5.2.2: with our re-INVITE; of its answers the 2xx counts, and a refusal counts for nothing. */
    @Test
    void ourReInviteSaysWhatWeTakeAndItsAnswerWhatThePeerTakes() throws IOException {
        var bench = new Bench();
        var talk = bench.dialAndTalk();
        bench.phone.onInfo("x-lamp", heard::add);
        info(talk, 469);
        var refused = talk.call().hold();
        var first = talk.dialog().expectRequest("INVITE");
        assertThat(first.header("Recv-Info")).contains("x-lamp");
        talk.dialog().respond(first, 488, draft -> draft.header("Recv-Info", "x-bell"));
        bench.peer.expectRequest("ACK");
        bench.await(refused);
        assertThat(info(talk, 469).header("Recv-Info")).as("rolled back").contains("");
        assertThat(send(bench, talk.call(), "x-bell").kind()).isEqualTo(InfoOutcome.Kind.NOT_WANTED);
        var held = talk.call().hold();
        var second = talk.dialog().expectRequest("INVITE");
        assertThat(second.header("Recv-Info")).contains("x-lamp");
        info(talk, 200);
        talk.dialog()
                .respond(
                        second,
                        200,
                        draft ->
                                draft.header("Recv-Info", "x-door").body("application/sdp", bench.ear.sdp("recvonly")));
        talk.dialog().expectRequest("ACK");
        bench.await(held);
        isSent(bench, talk, "x-door");
        info(talk, 200);
        talk.peerHangsUp();
        bench.end();
    }

    private static WireMessage info(Bench.Talk talk, int status) {
        talk.dialog()
                .send("INFO", draft -> draft.header("Info-Package", "x-lamp").body("text/plain", "x"));
        return talk.dialog().expectResponse("INFO", status);
    }

    /** §4.2.1: what one branch of a fork takes says nothing of another. */
    @Test
    void ofAForkEachDialogSaysItsOwn() throws IOException {
        var bench = new Bench();
        var call = bench.line.createCall("853");
        var dialled = call.start();
        var invite = bench.peer.expectRequest("INVITE");
        var rings = bench.peer.dialog(invite);
        rings.respond(invite, 180, draft -> draft.header("Recv-Info", "x-door"));
        bench.run(100);
        isSent(bench, new Bench.Talk(call, rings, invite), "x-door");
        var answers = bench.peer.dialog(invite);
        answers.respondWithSdp(invite, 200, bench.ear.sdp());
        answers.expectRequest("ACK");
        bench.await(dialled);
        assertThat(send(bench, call, "x-door")).isEqualTo(new InfoOutcome.NotWanted(List.of()));
        answers.send("BYE");
        answers.expectResponse("BYE", 200);
        bench.end();
    }

    /** §7.1: an UPDATE of ours may say it, and says it. */
    @Test
    void ourUpdateSaysIt() throws IOException {
        var bench = new Bench();
        var call =
                bench.line.createCall("853", DialOptions.DEFAULT.withSettings(CallSettings.DEFAULT.withHoldByUpdate()));
        var dialled = call.start();
        var invite = bench.peer.expectRequest("INVITE");
        var dialog = bench.peer.dialog(invite);
        dialog.respond(
                invite,
                200,
                draft -> draft.header("Allow", "INVITE, ACK, BYE, UPDATE").body("application/sdp", bench.ear.sdp()));
        dialog.expectRequest("ACK");
        bench.await(dialled);
        bench.phone.onInfo("x-lamp", heard::add);
        var held = call.hold();
        var update = dialog.expectRequest("UPDATE");
        assertThat(update.header("Recv-Info")).contains("x-lamp");
        dialog.respond(
                update,
                200,
                draft -> draft.header("Recv-Info", "x-door").body("application/sdp", bench.ear.sdp("recvonly")));
        bench.await(held);
        isSent(bench, new Bench.Talk(call, dialog, invite), "x-door");
        dialog.send("BYE");
        dialog.expectResponse("BYE", 200);
        bench.end();
    }
}

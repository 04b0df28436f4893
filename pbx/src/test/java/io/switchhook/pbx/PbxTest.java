package io.switchhook.pbx;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.testkit.Draft;
import io.switchhook.testkit.WireMessage;
import java.io.IOException;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who is let in, what is passed on, and how the PBX closes. */
class PbxTest {

    private static String shape(WireMessage response) {
        return response.toString()
                .replaceAll("(?m)^(Via|From|To|Call-ID|CSeq):.*$", "$1")
                .replaceAll("nonce=\"[^\"]*\"", "nonce");
    }

    private static WireMessage tryToRegister(Bench bench, String user, String secret) {
        var dialog = bench.anna.peer().newDialog("sip:" + user + "@192.0.2.10");
        var request = dialog.send("REGISTER");
        var challenge = dialog.expectResponse("REGISTER", 401);
        dialog.sendAuthorized(request, challenge, user, secret);
        return bench.anna.peer().expectFinal("REGISTER", Duration.ofSeconds(2));
    }

    @Test
    void knownAndUnknownExtensionsAreAnsweredAlike() throws IOException {
        var bench = new Bench();
        var known = tryToRegister(bench, "853", "wrong");
        var unknown = tryToRegister(bench, "999", "wrong");
        assertThat(known.status()).isEqualTo(403);
        assertThat(shape(unknown)).isEqualTo(shape(known));
        bench.end();
    }

    @Test
    void whoHasOneSecretCannotSpeakForAnother() throws IOException {
        var bench = new Bench();
        var dialog = bench.anna.peer().newDialog("sip:895@192.0.2.10");
        var plain = dialog.send(
                "INVITE",
                draft -> draft.replace("From", "<sip:853@192.0.2.10>;tag=" + dialog.localTag())
                        .body("application/sdp", bench.anna.ear().sdp()));
        var challenge = dialog.expectResponse("INVITE", 401);
        dialog.ack(plain, challenge);
        var invite = dialog.sendAuthorized(plain, challenge, "858", Bench.SECRET);
        dialog.ack(invite, dialog.expectResponse("INVITE", 403));
        bench.run(500);
        assertThat(bench.carl.peer().received().stream().anyMatch(m -> m.isRequest("INVITE")))
                .isFalse();
        bench.end();
    }

    @Test
    void aFloodOfWrongPasswordsTakesNoMoreThanItsTransactionsAndPasses() throws IOException {
        var bench = new Bench();
        var peer = bench.anna.peer();
        for (int i = 0; i < 2_000; i++) {
            peer.send(Draft.request("REGISTER", "sip:192.0.2.10")
                    .header("Via", peer.newVia())
                    .header("Max-Forwards", "70")
                    .header("From", "<sip:u" + i + "@x>;tag=t")
                    .header("To", "<sip:u" + i + "@x>")
                    .header("Call-ID", "flood" + i)
                    .header("CSeq", "1 REGISTER")
                    .header(
                            "Authorization",
                            "Digest username=\"u" + i + "\", realm=\"switchhook\", nonce=\"forged" + i
                                    + "\", uri=\"sip:192.0.2.10\", response=\"00\", algorithm=MD5")
                    .header("Content-Length", "0")
                    .build());
        }
        bench.run(100);
        var load = bench.simulation.await(bench.pbx.load(), Duration.ofSeconds(1));
        assertThat(load.dialogs()).isZero();
        assertThat(load.clientTransactions()).isZero();
        bench.end();
    }

    @Test
    void aRegistrationTooBriefIs423WithTheLeast() throws IOException {
        var bench = new Bench();
        bench.anna.register(423, draft -> draft.header("Expires", "5"));
        bench.end();
    }

    @Test
    void moreCallsThanAllowedAre503() throws IOException {
        var bench = new Bench(builder -> builder.maxCalls(1));
        var talk = bench.talk();
        bench.carl.dial("858").refused(503);
        talk.anna().hangUp();
        talk.bert().expectBye();
        bench.end();
    }

    @Test
    void withoutAPortForTheAudioTheCallerHears503AndNothingLeaks() throws IOException {
        var bench = new Bench(builder -> builder.rtpPorts(20_000, 20_003));
        var talk = bench.talk();
        bench.carl.dial("853").refused(503);
        talk.anna().hangUp();
        talk.bert().expectBye();
        var again = bench.talk();
        again.bert().hangUp();
        again.anna().expectBye();
        bench.end();
    }

    @Test
    void aDescriptionThatCannotBeReadIs488() throws IOException {
        var bench = new Bench();
        bench.anna.dial("853", "this is no SDP").refused(488);
        bench.end();
    }

    private static long version(String sdp) {
        var matcher = Pattern.compile("(?m)^o=\\S+ \\d+ (\\d+) ").matcher(sdp);
        assertThat(matcher.find()).isTrue();
        return Long.parseLong(matcher.group(1));
    }

    @Test
    void everyChangedDescriptionHasAHigherVersionAlsoAfterARefusal() throws IOException {
        var bench = new Bench();
        var talk = bench.talk();
        var first = version(talk.bert().invite().body());
        var hold = talk.anna().dialog().invite(bench.anna.ear().sdp("sendonly"));
        var passed = talk.bert().dialog().expectRequest("INVITE");
        talk.bert().dialog().respond(passed, 488);
        talk.bert().dialog().expectRequest("ACK");
        talk.anna().dialog().ack(hold, talk.anna().dialog().expectResponse("INVITE", 488));
        var again = talk.anna().dialog().invite(bench.anna.ear().sdp("inactive"));
        var second = talk.bert().dialog().expectRequest("INVITE");
        assertThat(version(passed.body())).isGreaterThan(first);
        assertThat(version(second.body())).isGreaterThan(version(passed.body()));
        talk.bert().dialog().respondWithSdp(second, 200, bench.bert.ear().sdp("inactive"));
        talk.bert().dialog().expectRequest("ACK");
        talk.anna().dialog().ack(again, talk.anna().dialog().expectResponse("INVITE", 200));
        talk.anna().hangUp();
        talk.bert().expectBye();
        bench.end();
    }

    /** What is going on when the PBX closes. */
    enum Moment {
        NOTHING,
        RINGING,
        TALKING,
        TRANSFER_RINGING,
        TRANSFER_JOINED,
        PEERS_GONE
    }

    @ParameterizedTest
    @EnumSource(Moment.class)
    void closesInTimeAndLeavesNothing(Moment moment) throws IOException {
        var bench = new Bench();
        for (var telephone : bench.telephones) {
            telephone.peer().whenRequest("BYE", bye -> telephone.peer().respond(bye, 200));
            telephone.peer().whenRequest("NOTIFY", notify -> telephone.peer().respond(notify, 200));
            telephone.peer().whenRequest("CANCEL", cancel -> {
                telephone.peer().respond(cancel, 200);
                telephone.peer().received().stream()
                        .filter(m -> m.isRequest("INVITE") && m.callId().equals(cancel.callId()))
                        .findFirst()
                        .ifPresent(invite -> telephone.peer().respond(invite, 487));
            });
        }
        switch (moment) {
            case NOTHING -> {}
            case RINGING -> {
                bench.anna.dial("853");
                bench.bert.ring();
            }
            case TALKING -> bench.talk();
            case TRANSFER_RINGING -> {
                bench.talk().anna().refer("895");
                bench.carl.ring();
            }
            case TRANSFER_JOINED -> {
                bench.talk().anna().refer("895");
                bench.carl.ring().answer();
            }
            case PEERS_GONE -> {
                bench.talk();
                bench.simulation.unplug(bench.pbxHost);
            }
        }
        bench.run(100);
        var start = bench.simulation.elapsed();
        var first = bench.pbx.closeAsync();
        var second = bench.pbx.closeAsync();
        bench.simulation.await(first, Duration.ofSeconds(6));
        bench.simulation.await(second, Duration.ofSeconds(1));
        var took = bench.simulation.elapsed().minus(start);
        assertThat(took).isLessThan(moment == Moment.PEERS_GONE ? Duration.ofMillis(4_500) : Duration.ofMillis(2_500));
        if (moment == Moment.TALKING || moment == Moment.RINGING) {
            assertThat(took).isLessThan(Duration.ofMillis(500));
        }
        bench.pbx.close();
        bench.close();
    }

    @Test
    void whatTelephonesDoNotAnswerIsAwaitedAsLongAsTheBuilderSays() throws IOException {
        var bench = new Bench(builder -> builder.closePatience(Duration.ofSeconds(1)));
        bench.talk();
        bench.simulation.unplug(bench.pbxHost);
        var start = bench.simulation.elapsed();
        bench.simulation.await(bench.pbx.closeAsync(), Duration.ofSeconds(6));
        assertThat(bench.simulation.elapsed().minus(start)).isBetween(Duration.ofMillis(900), Duration.ofMillis(1_100));
        bench.close();
    }
}

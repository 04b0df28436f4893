package io.switchhook.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.cli.console.ExitCode;
import io.switchhook.cli.option.AccountOptions;
import io.switchhook.media.tone.ToneDetector;
import io.switchhook.media.wav.WavSource;
import io.switchhook.testkit.TestCertificate;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole commands in this process, on real sockets of the loopback. */
class CommandsTest {
    private static final String SECRET = "b-853-secret";

    @TempDir
    private Path folder;

    static Run listen(String number, String... more) {
        return Run.of(arguments("listen", number, "127.0.0.1:1", List.of("--no-register"), more));
    }

    static Run call(String number, Run callee, String... more) {
        var to = List.of("--no-register", "--to", "sip:" + number + "@" + callee.readyAddress());
        return Run.of(arguments("call", "858", "127.0.0.1:1", to, more));
    }

    private static String[] arguments(String command, String number, String host, List<String> first, String... more) {
        var arguments = new ArrayList<>(List.of(command, "--account", "sip:" + number + "@" + host));
        arguments.addAll(List.of("--bind", "127.0.0.1:0", "--json"));
        arguments.addAll(first);
        arguments.addAll(List.of(more));
        return arguments.toArray(String[]::new);
    }

    @ParameterizedTest
    @CsvSource({"--reject,486,BUSY,REJECTED", "--reject=603,603,REJECTED,REJECTED", "--reject=404,404,FAILED,REJECTED"})
    void aRejectedCallEndsWithStatusOne(String how, int status, String callerSees, String calleeSees) {
        try (var callee = listen("853", how, "--calls", "1");
                var caller = call("853", callee)) {
            assertThat(caller.exitCode()).as(caller::complaints).isEqualTo(1);
            assertThat(caller.event("end", callerSees)).contains("\"status\":" + status, "\"by\":\"REMOTE\"");
            assertThat(caller.complaints()).contains("did not take the call: " + status, "User reject");
            assertThat(callee.exitCode()).isZero();
            assertThat(callee.event("end", calleeSees)).contains("\"status\":" + status, "\"by\":\"LOCAL\"");
            assertThat(callee.event("call", calleeSees)).contains("\"remote\":\"858\"", "\"direction\":\"incoming\"");
        }
    }

    @Test
    void theLastStateIsToldBeforeTheEnd() {
        try (var callee = listen("853", "--reject", "--calls", "1");
                var caller = call("853", callee)) {
            caller.exitCode();
            callee.exitCode();
            for (var run : List.of(caller, callee)) {
                var last = run.lines().get(run.lines().size() - 1);
                var before = run.lines().get(run.lines().size() - 2);
                assertThat(last).startsWith("{\"event\":\"end\"");
                assertThat(before).startsWith("{\"event\":\"call\"");
                assertThat(before.replaceFirst(".*\"state\":", "")).startsWith(stateOf(last));
            }
        }
    }

    private static String stateOf(String line) {
        return line.replaceFirst(".*\"state\":(\"[A-Z_]+\").*", "$1");
    }

    @Test
    void aForwardedCallIsNotFollowedAndSaysWhereTo() {
        try (var callee = listen("853", "--forward", "854", "--calls", "1");
                var caller = call("853", callee)) {
            assertThat(caller.exitCode()).isEqualTo(1);
            assertThat(caller.complaints()).contains("302", "sip:854@127.0.0.1");
            assertThat(callee.exitCode()).isZero();
        }
    }

    @Test
    void aMessageIsShownByWhoListensAndItsDeliveryIsStatusZero() {
        try (var callee = listen("853", "--ring")) {
            var to = List.of("--no-register", "--to", "sip:853@" + callee.readyAddress());
            try (var sender = Run.of(arguments("message", "858", "127.0.0.1:1", to, "Come", "at", "8 \u00fchr"))) {
                assertThat(sender.exitCode()).as(sender::complaints).isZero();
                assertThat(sender.event("message", "DELIVERED")).contains("\"direction\":\"outgoing\"");
                assertThat(callee.line("{\"event\":\"message\"", "\"remote\":\"858\""))
                        .contains("\"text\":\"Come at 8 \\u00fchr\"", "\"expired\":\"false\"");
            }
        }
    }

    @Test
    void aMessageThatNobodyTakesIsStatusOneAndOneTooLongIsStatusTwo() {
        try (var callee = listen("853", "--ring")) {
            var strange = List.of("--no-register", "--to", "sip:999@" + callee.readyAddress());
            try (var sender = Run.of(arguments("message", "858", "127.0.0.1:1", strange, "x"))) {
                assertThat(sender.exitCode()).isEqualTo(1);
                assertThat(sender.complaints()).contains("404");
                assertThat(sender.event("message", "REFUSED")).contains("\"status\":404");
            }
            try (var sender = Run.of(arguments("message", "858", "127.0.0.1:1", strange, "x".repeat(1_300)))) {
                assertThat(sender.exitCode()).isEqualTo(2);
                assertThat(sender.complaints()).contains("1300");
            }
        }
    }

    @Test
    void optionsTellsWhatTheOtherSideCan() {
        try (var callee = listen("853", "--ring")) {
            var known = List.of("--no-register", "--to", "sip:853@" + callee.readyAddress());
            try (var asking = Run.of(arguments("options", "858", "127.0.0.1:1", known))) {
                assertThat(asking.exitCode()).as(asking::complaints).isZero();
                assertThat(asking.line("{\"event\":\"options\"")).contains("\"status\":200", "\"MESSAGE\"", "PCMU");
            }
            var unknown = List.of("--no-register", "--to", "sip:999@" + callee.readyAddress());
            try (var asking = Run.of(arguments("options", "858", "127.0.0.1:1", unknown))) {
                assertThat(asking.exitCode()).isEqualTo(1);
                assertThat(asking.complaints()).contains("404");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"options --to 853", "message --to 853 Hello", "roster --to 853", "call --to 853"})
    void whyNothingCouldBeSentIsSaid(String line) {
        var words = List.of(line.split(" "));
        var more = new ArrayList<>(List.of("--no-register"));
        more.addAll(words.subList(1, words.size()));
        try (var run = Run.of(arguments(words.get(0), "858", "127.0.0.1:1;transport=tcp", more))) {
            assertThat(run.exitCode()).isEqualTo(ExitCode.NO_NETWORK);
            assertThat(run.complaints()).contains("Connection refused").hasLineCount(1);
        }
    }

    @Test
    void nobodyAnswersInTimeIsStatusFour() {
        try (var callee = listen("853", "--ring", "--calls", "1");
                var caller = call("853", callee, "--ring-timeout", "300ms")) {
            assertThat(caller.exitCode()).as(caller::complaints).isEqualTo(4);
            assertThat(caller.event("call", "RINGING")).contains("\"status\":180");
            caller.event("end", "CANCELLED");
            assertThat(callee.exitCode()).isZero();
            callee.event("end", "CANCELLED");
        }
    }

    @Test
    void aCallIsHeardRecordedAndCaptured() throws IOException {
        var heardByCaller = folder.resolve("caller.wav");
        var heardByCallee = folder.resolve("callee.wav");
        var capture = folder.resolve("call.pcapng");
        try (var callee = listen(
                        "853", "--answer", "--calls", "1", "--play", "tone:500", "--record", heardByCallee.toString());
                var caller = call(
                        "853",
                        callee,
                        "--play",
                        "tone:700,1200",
                        "--record",
                        heardByCaller.toString(),
                        "--hang-up-after",
                        "900ms",
                        "--pcap",
                        capture.toString(),
                        "--ladder")) {
            assertThat(caller.exitCode()).as(caller::complaints).isZero();
            assertThat(callee.exitCode()).as(callee::complaints).isZero();
            assertThat(callee.event("end", "COMPLETED")).contains("\"by\":\"REMOTE\"");
            assertThat(caller.complaints()).contains("INVITE 853", "BYE 853", "200 OK (BYE)");
            assertThat(caller.lines()).allMatch(line -> line.startsWith("{\"event\":\"") && line.endsWith("}"));
        }
        assertThat(tonesIn(heardByCaller)).containsExactly(500);
        assertThat(tonesIn(heardByCallee)).containsExactly(700, 1200);
        assertThat(Files.size(capture)).isGreaterThan(10_000);
    }

    private static List<Integer> tonesIn(Path recording) throws IOException {
        var wav = new WavSource(ByteBuffer.wrap(Files.readAllBytes(recording)), false);
        assertThat(wav.sampleRate()).isEqualTo(16_000);
        var samples = new short[16_000];
        int count = wav.read(samples, 0, samples.length);
        assertThat(count).as("samples recorded").isGreaterThan(8_000);
        var detector = new ToneDetector(16_000, 500, 700, 1200);
        detector.write(samples, 0, count);
        return List.of(500, 700, 1200).stream()
                .filter(tone -> detector.hears(tone, 0.6))
                .toList();
    }

    @Test
    void aSecondRecordingGetsANumber() {
        var file = folder.resolve("heard.wav");
        try (var callee = listen("853", "--answer", "--calls", "2", "--record", file.toString())) {
            for (int i = 0; i < 2; i++) {
                try (var caller = call("853", callee, "--hang-up-after", "100ms")) {
                    assertThat(caller.exitCode()).isZero();
                }
            }
            assertThat(callee.exitCode()).isZero();
        }
        assertThat(file).exists();
        assertThat(folder.resolve("heard-2.wav")).exists();
    }

    @Test
    void aTransferBetweenThreeTelephonesSucceeds() {
        try (var target = listen("895", "--answer", "--calls", "1", "--hang-up-after", "200ms");
                var transferee = listen("853", "--answer", "--calls", "1");
                var transferor = call(
                        "853",
                        transferee,
                        "--transfer-to",
                        "sip:895@" + target.readyAddress(),
                        "--transfer-after",
                        "100ms")) {
            assertThat(transferor.exitCode()).as(transferor::complaints).isZero();
            assertThat(transferor.event("transfer", "COMPLETED")).contains("\"status\":200");
            transferor.event("call", "TRANSFERRING");
            assertThat(target.exitCode()).isZero();
            assertThat(transferee.exitCode())
                    .as("ends with the call it was transferred to")
                    .isZero();
            assertThat(transferee.event("transfer", "FOLLOWED")).contains("\"target\":\"895\"");
            assertThat(transferee.count("{\"event\":\"end\"")).isEqualTo(2);
        }
    }

    @Test
    void aFailedTransferEndsWithStatusOneAfterTheCallWentOn() {
        try (var target = listen("895", "--reject", "--calls", "1");
                var transferee = listen("853", "--answer", "--calls", "1");
                var transferor = call(
                        "853",
                        transferee,
                        "--transfer-to",
                        "sip:895@" + target.readyAddress(),
                        "--transfer-after",
                        "100ms",
                        "--hang-up-after",
                        "400ms",
                        "--no-hold")) {
            assertThat(transferor.exitCode()).as(transferor::complaints).isEqualTo(1);
            assertThat(transferor.event("transfer", "FAILED")).contains("\"status\":486");
            assertThat(transferor.event("end", "COMPLETED")).contains("\"by\":\"LOCAL\"");
            assertThat(transferee.exitCode()).isZero();
        }
    }

    @Test
    void aTransferOfACallThatEndsFirstIsAFailure() {
        try (var callee = listen("853", "--answer", "--calls", "1", "--hang-up-after", "100ms");
                var caller = call("853", callee, "--transfer-to", "895", "--transfer-after", "20s")) {
            assertThat(caller.exitCode()).isEqualTo(1);
            caller.event("transfer", "ENDED");
            assertThat(caller.event("end", "COMPLETED")).contains("\"by\":\"REMOTE\"");
        }
    }

    @Test
    void ctrlCHangsUpAndEndsWith130() {
        try (var callee = listen("853", "--answer", "--calls", "1");
                var caller = call("853", callee)) {
            callee.event("call", "IN_CALL");
            caller.event("call", "IN_CALL");
            caller.interrupt();
            assertThat(caller.exitCode()).isEqualTo(130);
            assertThat(caller.event("end", "COMPLETED")).contains("\"by\":\"LOCAL\"");
            assertThat(callee.line("{\"event\":\"quality\"")).contains("\"codec\":\"PCMU\"", "\"lost\":0");
            assertThat(callee.exitCode()).isZero();
            assertThat(caller.complaints()).isEmpty();
        }
    }

    @Test
    void theTimeOfTheCommandIsUpIsStatusFour() {
        try (var callee = listen("853", "--answer");
                var caller = call("853", callee, "--timeout", "1200ms")) {
            assertThat(caller.exitCode()).isEqualTo(4);
            assertThat(caller.complaints()).contains("--timeout");
            callee.event("end", "COMPLETED");
        }
    }

    @Test
    void registrationIsToldAndGivenUp() throws IOException {
        var extensions = Files.writeString(folder.resolve("extensions"), "853:" + SECRET + "\n");
        try (var pbx = Run.of(
                "pbx", "--listen", "udp:127.0.0.1:0", "--extensions", extensions.toString(), "--json", "--ladder")) {
            var host = pbx.readyAddress();
            var environment = Map.of(AccountOptions.SECRET_VARIABLE, SECRET);
            try (var once = Run.with(environment, arguments("register", "853", host, List.of("--once")))) {
                assertThat(once.exitCode()).as(once::complaints).isZero();
                var told = once.lines();
                assertThat(told.indexOf(once.event("registration", "REGISTERED")))
                        .isLessThan(told.indexOf(once.line("{\"event\":\"ready\"")));
                once.event("registration", "NOT_REGISTERED");
                assertThat(String.join("", once.lines())).doesNotContain(SECRET);
            }
            try (var standing = Run.with(environment, arguments("register", "853", host, List.of()))) {
                standing.line("{\"event\":\"ready\"");
                standing.interrupt();
                assertThat(standing.exitCode()).isEqualTo(130);
                standing.event("registration", "NOT_REGISTERED");
            }
            pbx.interrupt();
            assertThat(pbx.exitCode()).isEqualTo(130);
            assertThat(pbx.complaints()).contains("REGISTER").doesNotContain(SECRET);
        }
    }

    @Test
    void whatIsEncryptedAMomentAfterTheAnswerIsTold() {
        String[] dtls = {"--srtp", "required", "--srtp-keys", "dtls"};
        try (var callee = listen("853", "--answer", dtls[0], dtls[1], dtls[2], dtls[3]);
                var caller = call("853", callee, dtls)) {
            assertThat(caller.line("{\"event\":\"encryption\"")).contains("\"remote\":\"853\"", "\"encryption\":\"AE");
            assertThat(callee.line("{\"event\":\"encryption\"")).contains("\"remote\":\"858\"");
            caller.interrupt();
        }
    }

    @Test
    void whoGivesNoSecretIsToldHowTo() {
        try (var pbx = Run.of("pbx", "--listen", "udp:127.0.0.1:0", "--extension", "858:" + SECRET, "--json");
                var phone = Run.of(arguments("register", "858", pbx.readyAddress(), List.of("--once")))) {
            assertThat(phone.exitCode()).isEqualTo(3);
            assertThat(phone.complaints())
                    .contains("Not registered: the registrar asks for a password. Give it with --secret-file")
                    .doesNotContain("is wrong", "..");
        }
    }

    @Test
    void aWrongSecretIsStatusThreeAndNoCall() {
        try (var pbx = Run.of("pbx", "--listen", "udp:127.0.0.1:0", "--extension", "858:" + SECRET, "--json")) {
            var to = List.of("--secret", "guessed", "--to", "853");
            try (var caller = Run.of(arguments("call", "858", pbx.readyAddress(), to))) {
                assertThat(caller.exitCode()).isEqualTo(3);
                assertThat(caller.complaints()).contains("Not registered: ", "the password is wrong");
                assertThat(caller.complaints()).doesNotContain("guessed");
                assertThat(caller.count("{\"event\":\"call\"")).isZero();
                assertThat(caller.count("{\"event\":\"ready\"")).isZero();
            }
        }
    }

    @Test
    void aPortInUseIsStatusThree() {
        try (var first = listen("853", "--ring")) {
            var address = first.readyAddress();
            try (var second =
                    Run.of("listen", "--account", "sip:853@127.0.0.1", "--no-register", "--ring", "--bind", address)) {
                assertThat(second.exitCode()).isEqualTo(3);
                assertThat(second.complaints()).contains("cannot listen");
            }
        }
    }

    @Test
    void withoutJsonItSpeaksInSentences() {
        try (var callee = listen("853", "--answer", "--calls", "1")) {
            var to = "sip:853@" + callee.readyAddress();
            try (var caller = Run.of(
                    "call",
                    "--account",
                    "sip:858@127.0.0.1",
                    "--no-register",
                    "--bind",
                    "127.0.0.1:0",
                    "--to",
                    to,
                    "--hang-up-after",
                    "100ms",
                    "--ladder")) {
                assertThat(caller.exitCode()).isZero();
                caller.line("Ready at udp:127.0.0.1:");
                caller.line("Calling 853 ...");
                caller.line("Talking with 853.");
                caller.line("The call with 853 is over: we hung up.");
                caller.line("INVITE 853, sdp");
                assertThat(caller.complaints()).isEmpty();
            }
        }
    }

    @Test
    void aCallGoesOverTlsToAPbxWhoseCertificateIsTrustedAndToNoOther() throws IOException {
        var certificate = TestCertificate.of("dns:localhost", "ip:127.0.0.1");
        var chain = Files.writeString(folder.resolve("chain.pem"), certificate.chainPem());
        var key = Files.writeString(folder.resolve("key.pem"), certificate.keyPem());
        try (var pbx = securePbx(chain, key)) {
            var server = pbx.readyAddress();
            try (var callee =
                            secured("listen", "853", server, "--trust", chain.toString(), "--answer", "--calls", "1");
                    var caller = called(callee, server, "--trust", chain.toString())) {
                assertThat(caller.exitCode()).as(caller::complaints).isZero();
                assertThat(callee.exitCode()).as(callee::complaints).isZero();
            }
            try (var anybody = secured("register", "858", server, "--insecure-trust-any", "--once")) {
                assertThat(anybody.exitCode()).as(anybody::complaints).isZero();
            }
            try (var stranger = secured("register", "858", server, "--once")) {
                assertThat(stranger.exitCode()).as(stranger::complaints).isEqualTo(ExitCode.NO_NETWORK);
            }
        }
    }

    @Test
    void aPbxThatWantsCertificatesTakesPhonesThatShowOneAndAPhoneMayBelieveOneCertificateAlone() throws IOException {
        var ofPbx = TestCertificate.of("dns:localhost", "ip:127.0.0.1");
        var ofPhone = TestCertificate.of("uri:sip:localhost");
        var chain = Files.writeString(folder.resolve("chain.pem"), ofPbx.chainPem());
        var key = Files.writeString(folder.resolve("key.pem"), ofPbx.keyPem());
        var phoneChain = Files.writeString(folder.resolve("phone.pem"), ofPhone.chainPem())
                .toString();
        var phoneKey = Files.writeString(folder.resolve("phone-key.pem"), ofPhone.keyPem())
                .toString();
        var believed = new String[] {"--trust-fingerprint", ofPbx.fingerprint()};
        try (var pbx = securePbx(chain, key, "--client-trust", phoneChain)) {
            var server = pbx.readyAddress();
            try (var known = secured(
                    "register",
                    "858",
                    server,
                    "--once",
                    believed[0],
                    believed[1],
                    "--certificate",
                    phoneChain,
                    "--key",
                    phoneKey)) {
                assertThat(known.exitCode()).as(known::complaints).isZero();
            }
            try (var unknown = secured("register", "858", server, "--once", believed[0], believed[1])) {
                assertThat(unknown.exitCode()).as(unknown::complaints).isEqualTo(ExitCode.NO_NETWORK);
            }
            var other = ofPhone.fingerprint();
            try (var wrong = secured("register", "858", server, "--once", believed[0], other)) {
                assertThat(wrong.exitCode()).isEqualTo(ExitCode.NO_NETWORK);
                assertThat(wrong.complaints()).contains("none of those that are pinned");
            }
        }
    }

    private static Run securePbx(Path chain, Path key, String... more) {
        var arguments = new ArrayList<>(List.of("pbx", "--json", "--listen", "tls:127.0.0.1:0"));
        arguments.addAll(List.of("--certificate", chain.toString(), "--key", key.toString()));
        arguments.addAll(List.of("--extension", "853:" + SECRET, "--extension", "858:" + SECRET));
        arguments.addAll(List.of(more));
        return Run.of(arguments.toArray(String[]::new));
    }

    private static Run called(Run callee, String server, String... trust) {
        callee.line("\"event\":\"ready\"");
        var more = new ArrayList<>(List.of("--to", "853", "--hang-up-after", "200ms"));
        more.addAll(List.of(trust));
        return secured("call", "858", server, more.toArray(String[]::new));
    }

    private static Run secured(String command, String number, String server, String... more) {
        return Run.of(arguments(command, number, server + ";transport=tls", List.of("--secret", SECRET), more));
    }
}

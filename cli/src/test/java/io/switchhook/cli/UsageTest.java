package io.switchhook.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
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

/** Wrong usage ends with status 2 and a sentence that says what to do; nothing is bound, called or echoed. */
class UsageTest {
    private static final String SECRET = "s3cret-nobody-may-see";
    private static final String ACCOUNT = "--account sip:858@127.0.0.1:1 --no-register ";

    @TempDir
    private Path folder;

    private static String complaint(String commandLine) {
        return complaintOf(List.of(commandLine.strip().split(" +")));
    }

    private static String complaintOf(List<String> args) {
        try (var run = Run.of(args.toArray(String[]::new))) {
            assertThat(run.exitCode()).as(run::complaints).isEqualTo(2);
            assertThat(run.lines()).as("standard output").isEmpty();
            assertThat(run.complaints()).contains("Try: switchhook").doesNotContain("Exception", "\tat ");
            return run.complaints();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "call --to 853                        | --account",
                "call --account sip:858@h             | --to",
                "call --account @@@ --to 853          | is no SIP address",
                "call --account sip:127.0.0.1 --to 1  | has no user; write sip:858@host",
                "listen --account sip:858@h           | --answer, --reject[=CODE], --forward NUMBER and --ring",
                "listen --account sip:858@h --answer --ring | Say what to do with calls, with one of",
                "listen --account sip:858@h --reject=200    | 300 to 699, but not 200",
                "listen --account sip:858@h --reject=busy   | --reject",
                "listen --account sip:858@h --ring --calls=-1 | --calls takes a number of calls",
                "listen --account sip:858@h --ring --transfer-to 895 | add --answer",
                "register --account sip:858@h --no-register   | leave it out",
                "pbx                                   | --extension 858:SECRET",
                "pbx --extension 858                   | --extension number 1 is not NUMBER:SECRET",
                "pbx --extension 858:a --listen nowhere | is not an IP address",
                "pbx --extension 858:a --listen sctp:127.0.0.1 | is not a transport; use udp, tcp, tls, ws or wss",
                "pbx --extension 858:a --listen wss:127.0.0.1:0 | add --certificate FILE and --key FILE",
                "pbx --extension 858:a --listen tls:127.0.0.1:0 | add --certificate FILE and --key FILE",
                "pbx --extension 858:a --key /nowhere/k | --certificate and --key go together",
                "pbx --extension 858:a --key /nowhere/k --certificate /nowhere/c | --certificate: /nowhere/c cannot be read",
                "pbx --extension 858:a --algorithms MD4 | is not one of MD5, SHA-256, SHA-512-256",
                "pbx --extension 858:a --rtp-ports 9   | is not a range; write 5000-10000",
                "pbx --extensions /nowhere/x           | there is no such file",
                "pbx --extension 858:a --websocket-origin https://site | is for ws and wss; add --listen wss:ADDR:PORT",
                "pbx --extension 858:a --websocket-origin site | write for example https://pbx.example.com",
                "pbx --extension 858:a --pickup (x)    | is nothing that can be dialled; write for example **",
                "listen --account sip:858@h --reject=abc | is not a whole number",
                "listen --account sip:858@h --ring --show-header a:b | is not the name of a header",
                "call --account sip:858@h --to 853 --transfer-after 3s | belongs to a transfer; add --transfer-to",
                "message --account sip:858@h --to 853 --text | There is no option \"--text\"",
                "help nonsense                         | none of the commands, which are demo, pbx, call",
                "demo --pcap /nowhere/x.pcapng         | /nowhere/x.pcapng cannot be written",
            })
    void whatIsMissingOrWrongIsNamed(String commandLine, String expected) {
        assertThat(complaint(commandLine)).contains(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--to 853 --transport sctp            | --transport takes udp, tcp, tls, ws or wss",
                "--to 853 --websocket http://x        | is no URL of a WebSocket",
                "--to 853 --trust /nowhere/ca          | --trust: /nowhere/ca cannot be read: there is no such file",
                "--to 853 --trust x --insecure-trust-any | does not go together",
                "--to 853 --trust-fingerprint 12:ab    | is no SHA-256 fingerprint; it has 64 hexadecimal digits",
                "--to 853 --certificate /nowhere/c     | --certificate and --key go together",
                "--to 853 --bind nowhere              | --bind: \"nowhere\" is not an IP address",
                "--to 853 --bind 127.0.0.1:99999      | is not a port; use 0 to 65535",
                "--to 853 --codecs G729               | use PCMU, PCMA, G722, opus or some of them",
                "--to 853 --stun-server a:b:c         | --stun-server: \"stun:a:b:c\" is no URI of a STUN server; write stun:HOST[:PORT]",
                "--to 853 --stun-server me@a          | has a user; write HOST[:PORT], or --turn-server",
                "--to 853 --stun-server a:0           | --stun-server: \"stun:a:0\": 0 is not a port; use 1 to 65535",
                "--to 853 --stun-server stuns:a       | a STUN server is asked by UDP without TLS",
                "--to 853 --turn-server me@a          | --turn-server and --turn-secret-file go together",
                "--to 853 --turn-server a --turn-secret-file /nowhere | has no user; write USER@HOST[:PORT]",
                "--to 853 --turn-server me@a --turn-secret-file /nowhere/s | The password cannot be read from /nowhere/s",
                "--to 853 --turn-server turns:me@a?transport=udp --turn-secret-file pom.xml | --turn-server: \"turns:a?transport=udp\": TURN over DTLS",
                "--to 853 --rtp-ports 10000-5000      | within 1024 to 65535",
                "--to 853 --play tone:                | write tone:440",
                "--to 853 --play tone:440,loud        | write tone:440",
                "--to 853 --play tone:9000            | below 8000 Hz",
                "--to 853 --play nothing.wav          | there is no such file",
                "--to 853 --talk no-such-device       | --talk: no sound device that records has \"no-such-device\" in its name; there",
                "--to 853 --talk default --play x.wav | do not go together",
                "--to 853 --talk default --noise loud | write off, low, medium or high",
                "--to 853 --no-echo-cancel            | --no-echo-cancel, --noise and --auto-gain go with --talk",
                "--to 853 --record /nowhere/r.wav     | /nowhere/r.wav cannot be written",
                "--to 853 --record-sides mixed        | add --record FILE.wav",
                "--to 853 --srtp required --srtp-keys tls | --srtp-keys: \"tls\" is no choice; write sdes, dtls or either",
                "--to 853 --comfort-noise loud | --comfort-noise: \"loud\" is no choice; write off, received or sent",
                "--to 853 --srtp-keys dtls            | add --srtp preferred or --srtp required",
                "--to 853 --record /nowhere/r.wav --record-sides left | takes heard, mixed or stereo, but not",
                "--to 853 --record /nowhere/r.wav --record-sides stereo | /nowhere/r.wav cannot be written",
                "--to 853 --pcap /nowhere/c.pcapng    | /nowhere/c.pcapng cannot be written",
                "--to 853 --timeout soon              | \"soon\" is not a time; write 500ms",
                "--to 853 --ring-timeout 0            | --ring-timeout must be more than zero",
                "--to 853 --header nothing            | --header takes a name, a colon and a value, but not",
                "--to 853 --header Via:x              | --header: \"Via\" cannot be added to an INVITE",
                "--to 853 --no-hold                   | add --transfer-to NUMBER",
                "--to 853 --transfer-patience 10s     | add --transfer-to NUMBER",
                "--to 853 --transfer-to 895 --transfer-patience 0s | give it some seconds",
                "--to 853 --transfer-to 895 --transfer-after 5s --hang-up-after 2s | make --transfer-after shorter",
                "--to sip:                            | --to: \"sip:\" cannot be dialled",
                "--to 853 --transfer-to sip:          | --transfer-to: \"sip:\" cannot be dialled",
                "--to 853 --proxy sip:                | is no proxy; write sip:host:port",
                "--to 853 --secret-file /nowhere/s    | there is no such file",
            })
    void ofACallToo(String options, String expected) {
        assertThat(complaint("call " + ACCOUNT + options)).contains(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "calll --account sip:858@h --to 853 | There is no such command; did you mean call?",
                "zzzz                               | That is none of the commands, which are demo, pbx, call",
                "register " + ACCOUNT + "--play x.wav | There is no option \"--play\"",
                "register " + ACCOUNT + "--timeout 0s | --timeout must be more than zero",
                "listen " + ACCOUNT + "--reject --play tone:440 | need calls that are answered; add --answer",
                "listen " + ACCOUNT + "--ring --conference | --conference needs calls that are answered; add --answer",
                "listen " + ACCOUNT
                        + "--answer --conference --record-sides stereo | --record-sides is for calls of two",
                "listen " + ACCOUNT
                        + "--answer --conference --record /nowhere/r.wav | /nowhere/r.wav cannot be written",
                "listen " + ACCOUNT + "--ring --hang-up-after 2s | --hang-up-after needs calls that are answered",
            })
    void whatIsOfNoUseIsSaid(String line, String expected) {
        assertThat(complaint(line)).contains(expected).doesNotContain("s3cret");
    }

    @Test
    void aCertificateAndItsKeyAreLookedAtBeforeAnythingIsOpened() throws IOException {
        var certificate = Files.writeString(folder.resolve("c.pem"), "-----BEGIN CERTIFICATE-----\nAA==\n");
        var oldKey = Files.writeString(folder.resolve("k.pem"), "-----BEGIN RSA PRIVATE KEY-----\nAA==\n");
        var pbx = "pbx --listen tls:127.0.0.1:0 --extension 858:x ";
        assertThat(complaint(pbx + "--certificate " + oldKey + " --key " + certificate))
                .contains("--certificate: " + oldKey + " holds no certificate");
        assertThat(complaint(pbx + "--certificate " + certificate + " --key " + oldKey))
                .contains("--key: " + oldKey + " holds no key in PKCS #8", "openssl pkcs8 -topk8");
    }

    @Test
    void anUnknownOptionIsNamedWithItsLikeness() {
        assertThat(complaint("call --acount sip:858@h --account sip:858@h --to 853"))
                .contains("There is no option \"--acount\"", "did you mean", "--account");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "call --secrt " + SECRET + " --account sip:858@h --to 853",
                "call --secrt=" + SECRET + " --account sip:858@h --to 853",
                "call " + SECRET + " --account sip:858@h --to 853",
                "pbx --extension " + SECRET,
                "pbx --extension 8/8:" + SECRET,
                "call --account sip:858@h --to 853 --secret " + SECRET + " --secret " + SECRET,
                "call --account sip:858@h --to 853 --secret " + SECRET + " --secret-file x",
                "call --account @ --to 853 --secret " + SECRET,
            })
    void aSecretIsNotEchoed(String commandLine) {
        assertThat(complaint(commandLine)).doesNotContain(SECRET);
    }

    @Test
    void aSecretMayBeginWithAnAtSign() throws IOException {
        var file = Files.writeString(folder.resolve("words"), "--to 853");
        assertThat(complaintOf(List.of("call", "--account", "sip:858@h", "--secret", "@" + file)))
                .as("the file is not read as arguments")
                .contains("--to");
    }

    @Test
    void secretsAndExtensionsInFilesMustBeThere() throws IOException {
        var empty = Files.writeString(folder.resolve("empty"), "\n");
        assertThat(complaint("call " + ACCOUNT + "--to 853 --secret-file " + empty))
                .contains("The first line of " + empty + " should be the password");
        var bad = Files.writeString(folder.resolve("bad"), "# ours\n858:a\n\nnonsense\n");
        assertThat(complaint("pbx --extensions " + bad)).contains("Line 4 of " + bad + " is not NUMBER:SECRET");
        var none = Files.writeString(folder.resolve("none"), "# nobody\n");
        assertThat(complaint("pbx --extensions " + none)).contains("A PBX needs extensions");
    }

    @Test
    void aFileThatIsNoWavSaysSo() throws IOException {
        var text = Files.writeString(folder.resolve("words.wav"), "these are words and not a single sample of sound");
        assertThat(complaint("call " + ACCOUNT + "--to 853 --play " + text))
                .contains("words.wav is no WAV file that can be played: Expected a RIFF/WAVE file");
    }

    @Test
    void withoutACommandTheCommandsAreListed() {
        var args = new ArrayList<String>();
        args.add("--json-please");
        assertThat(complaintOf(args)).contains("There is no option");
    }

    @ParameterizedTest
    @ValueSource(strings = {"demo", "pbx", "call", "listen", "message", "options", "roster", "register"})
    void theHelpOfEachCommandListsTheExitStatus(String command) {
        try (var run = Run.with(Map.of(), command, "--help")) {
            assertThat(run.exitCode()).isZero();
            assertThat(String.join(" ", run.lines())).contains("130 interrupted", "--json", "--timeout", "--pcap");
        }
    }

    @Test
    void theEventsAreExplainedWithEveryNameOfTheApi() {
        try (var run = Run.of("events")) {
            assertThat(run.exitCode()).isZero();
            assertThat(String.join(" ", run.lines()))
                    .contains(
                            "RINGING_WITH_EARLY_MEDIA", "ACCEPTED_UNOBSERVED", "UNREGISTERING", "NETWORK", "FOLLOWED");
        }
    }
}

package io.switchhook.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.switchhook.cli.Run;
import io.switchhook.cli.console.CommandEnd;
import io.switchhook.cli.console.ExitCode;
import io.switchhook.pbx.CallRoute;
import io.switchhook.pbx.DialledCall;
import io.switchhook.pbx.Pbx;
import io.switchhook.pbx.Trunk;
import io.switchhook.phone.WavRecorder;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.sip.message.uri.SipUri;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The file of {@code switchhook pbx --config}. */
class PbxConfigTest {
    private static final String SECRET = "very-secret";

    @TempDir
    Path folder;

    private Path write(String text) throws IOException {
        return Files.writeString(folder.resolve("pbx.conf"), text);
    }

    private String complaint(String text) throws IOException {
        var run = Run.of(
                "pbx", "--listen", "udp:127.0.0.1:0", "--config", write(text).toString());
        assertThat(run.exitCode()).as(run.complaints()).isEqualTo(ExitCode.USAGE);
        assertThat(run.complaints()).doesNotContain(SECRET);
        return run.complaints();
    }

    @Test
    void theExampleOfTheHelpWorks() throws Exception {
        var builder = Pbx.builder();
        for (var name : List.of("welcome", "wrong-key", "no-key", "nobody", "greeting", "music", "announcement")) {
            WavRecorder.open(folder.resolve(name + ".wav")).close();
        }
        Files.createDirectory(folder.resolve("recordings"));
        Files.createDirectory(folder.resolve("words"));
        PbxConfig.read(write(ConfigCommand.TEXT)).applyTo(builder);
        var commented = "# (greeting|wrong-key|no-key|nobody|prompts|music|announcement|announce-every|recordings) = ";
        var everything = PbxConfig.read(write(ConfigCommand.TEXT.replaceAll(commented, "$1 = ")));
        everything.applyTo(Pbx.builder());
        assertThat(everything.services()).extracting(ServiceConfig::number).containsExactly("700", "600", "900", "800");
        assertThat(folder.resolve("messages").resolve("853").resolve("heard")).isDirectory();
        var help = Run.of("config");
        assertThat(help.exitCode()).isZero();
        assertThat(help.lines()).contains("[trunk provider]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "server = x                        | Line 1 of * a setting stands in a section",
                "[pbx                              | Line 1 of * a section is written [pbx]",
                "[phones]                          | Line 1 of * there is no such section",
                "[pbx]_[pbx]                       | Line 2 of * there is a section [pbx] already",
                "[pbx]_listen                      | Line 2 of * expected a setting, key = value",
                "[pbx]_realm = a_realm = b         | Line 3 of * realm stands on line 2 already; keep one of them",
                "[trunk a]_server = sip:a_server = sip:b | Line 3 of * server stands on line 2 already",
                "[pbx]_realm =                     | Line 2 of * nothing stands behind the equals sign",
                "[pbx]_lisen = udp:127.0.0.1:0     | Line 2 of * \"lisen\" is no setting of the PBX; those are listen, realm",
                "[pbx]_listen = nowhere            | Line 2 of * is not an IP address",
                "[pbx]_max-calls = many            | Line 2 of * max-calls: expected a number of 7 digits",
                "[pbx]_tones = mars                | Line 2 of * expected one of international",
                "[pbx]_transcoding = pcma          | Line 2 of * two codecs",
                "[pbx]_transcoding = pcma, morse   | Line 2 of * \"morse\" is no codec that is here",
                "[pbx]_max-transcoded-calls = 0    | Line 2 of * One call at least",
                "[pbx]_rtp-ports = 5               | Line 2 of * expected a range",
                "[extensions]_8/8 = very-secret    | Line 2 of * is not an extension",
                "[extensions]_8 = very-secret_8 = very-secret | Line 3 of * There is an extension 8 already",
                "[trunk]                           | Line 1 of * a trunk needs a name",
                "[trunk a]                         | Line 1 of * the trunk a needs a line server = ...",
                "[trunk a]_server = a@b            | Line 2 of * is not a server; write for example sip:provider.example",
                "[trunk a]_server = sip:a_login = x | Line 1 of * needs a line secret = ...",
                "[trunk a]_server = sip:a_secret = very-secret | Line 3 of * a secret belongs to a line login = ...",
                "[trunk a]_server = sip:a_register = yes | Line 1 of * needs a login",
                "[trunk a]_server = sip:a_register = maybe | Line 3 of * register: expected yes or no",
                "[trunk a]_server = sip:a_register = 5s | Line 3 of * 60 to 86400 seconds",
                "[trunk a]_server = sip:a_keep-alive = soon | Line 3 of * expected a time",
                "[trunk a]_server = sip:a_source = a.example | Line 3 of * Not a range of addresses",
                "[trunk a]_server = sip:a_caller-in = to | Line 3 of * expected one of from, p-asserted-identity",
                "[trunk a]_server = sip:a_dialled-numbers = 0 | Line 3 of * expected PREFIX:OTHER",
                "[trunk a]_server = sip:a_colour = red | Line 3 of * \"colour\" is no setting of a trunk; those are server",
                "[trunk a]_server = sip:a_incoming 1 = plan | Line 3 of * incoming ... = plan",
                "[trunk a]_server = sip:a_incoming 1 = trunk a | Line 3 of * no trunk can be named",
                "[trunk a]_server = sip:a_incoming 1 = 858; strip 1 | Line 3 of * expected where these calls go",
                "[trunk a]_server = sip:a_[trunk a]_server = sip:b | Line 3 of * There is a trunk a already",
                "[menu]                            | Line 1 of * it needs the number that is dialled",
                "[menu 9]_colour = red             | Line 2 of * \"colour\" is no setting of a menu; those are greeting",
                "[menu 9]_key 1 = submenu x        | Line 2 of * there is no section [submenu x]",
                "[menu 9]_key A = 853              | Line 2 of * 0 to 9, * and #",
                "[menu 9]_key 1 = 8/8              | Line 2 of * is not an extension",
                "[menu 9]_key 1 = submenu x_[submenu x]_key 1 = submenu x | Line 4 of * cannot lead to itself",
                "[menu 9]_attempts = 0             | Line 2 of * asks 1 to 20 times",
                "[menu 9]_greeting = none.wav      | Line 1 of * none.wav",
                "[voicemail 8]                     | Line 1 of * a voicemail needs a line folder = ...",
                "[voicemail 8]_folder = m          | Line 1 of * a voicemail needs a line mailboxes = ...",
                "[voicemail 8]_folder = m_mailboxes = 8/8 | Line 3 of * 1 to 32 digits and letters",
                "[voicemail 8]_folder = m_mailboxes = 85_pin 85 = very-secret | Line 4 of * A PIN has 4 to 16 digits",
                "[voicemail 8]_folder = m_mailboxes = 85_pin 86 = 1234 | Line 4 of * there is no mailbox 86",
                "[voicemail 8]_folder = m_mailboxes = 85_after = 10m | Line 4 of * 1 s to 170 s",
                "[voicemail 8]_folder = pbx.conf_mailboxes = 85 | Line 1 of * pbx.conf",
                "[voicemail 8]_folder = m_mailboxes = 85_colour = red | Line 4 of * is no setting of a voicemail",
                "[plan]_0... = trunk nobody        | Line 2 of * there is no trunk of that name here",
                "[plan]_0... = somewhere else      | Line 2 of * expected dialled, extensions such as 853, 895",
                "[plan]_0... = 858; perhaps        | Line 2 of * expected strip COUNT, add PREFIX",
                "[plan]_0... = reject 200          | Line 2 of * 400 to 699",
                "[plan]_0... = 858; ring 10m       | Line 2 of * 1 s to 170 s",
                "[trunk a]_server = sip:a_incoming ... = plan_[extensions]_8 = x | leaves its calls to the dial plan",
                "[queue]                           | Line 1 of * it needs the number that is dialled to reach it, as in [queue 700]",
                "[queue 7/0]                       | Line 1 of * is not an extension",
                "[queue 700]                       | Line 1 of * the queue 700 needs a line agents = 853",
                "[queue 700]_agents = 8/8          | Line 2 of * is not an extension",
                "[queue 700]_agents = 858_colour = red | Line 3 of * \"colour\" is no setting of a queue; those are agents, name, strategy",
                "[queue 700]_agents = 858_strategy = best | Line 3 of * expected one of ring-all, longest-idle, in-order, round-robin",
                "[queue 700]_agents = 858_ring = 1h | Line 3 of * An agent's telephone rings 1 to 600 seconds",
                "[queue 700]_agents = 858_music = nothing.wav | Line 3 of * nothing.wav cannot be played: there is no such file",
                "[queue 700]_agents = 858_announce-every = 20s | Line 3 of * it goes behind a line announcement = FILE.wav",
                "[extensions]_700 = very-secret_[queue 700]_agents = 858 | Line 3 of * there is something else at 700",
                "[room 800]_[room 800]             | Line 2 of * there is something else at 800",
                "[room 800]_pin = secret           | Line 2 of * pin: A PIN has 1 to 32 digits",
                "[room 800]_moderator-pin = 4711   | Line 2 of * moderator-pin: A room with a PIN for moderators needs another PIN",
                "[room 800]_limit = 1              | Line 2 of * limit: A room has places for 2 to 499",
                "[room 800]_watchers = 85 8        | Line 2 of * watchers: ",
                "[room 800]_recordings = nowhere   | Line 2 of * is no folder",
                "[queue 700]_agents = 858_ring = 5s_ring = 9s | Line 4 of * ring stands on line 3 already",
                "[queue 700]_agents = 858_otherwise = 700 | Line 3 of * otherwise: the queue 700 cannot lead to itself",
                "[queue 700]_agents = 858, 700     | Line 2 of * agents: the queue 700 cannot lead to itself",
                "[room 800]_limit = 5_limit = 6    | Line 3 of * limit stands on line 2 already",
                "[menu 900]_key 1 = 858_key 1 = 853 | Line 3 of * key 1 stands on line 2 already",
                "[menu 900]_key 1 = outside 0/1     | Line 2 of * is not an extension",
                "[menu 900]_otherwise = 900        | Line 2 of * otherwise: the menu 900 cannot lead to itself",
                "[menu 900]_key 1 = submenu a_[submenu a]_key 1 = 8_[submenu a] | Line 5 of * there is a section [submenu a] already",
                "[menu 900]_[submenu a]_key 1 = 8  | Line 2 of * nothing leads to [submenu a]",
                "[voicemail 800]_folder = m_mailboxes = 8_[voicemail 801]_folder = x/../m_mailboxes = 9 | Line 5 of * keeps its messages there",
                "[voicemail 800]_folder = m_mailboxes = 8, con | Line 3 of * mailboxes: ",
                "[room 800]_colour = red           | Line 2 of * is no setting of a room; those are pin, moderator-pin, music, limit, tones",
                "[pbx]_pickup = **                 | A PBX needs extensions",
            })
    void whatIsWrongIsNamedByItsLine(String text, String sentence) throws IOException {
        var parts = sentence.split(" \\* ");
        assertThat(complaint(text.replace('_', '\n'))).contains(parts);
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        var run = Run.of("pbx", "--config", "/nowhere/pbx.conf");
        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.complaints()).contains("--config: /nowhere/pbx.conf cannot be read: there is no such file");
    }

    // --- the plan -------------------------------------------------------------------------------------------------

    private static final Trunk PROVIDER = Trunk.to("sip:provider.example").named("provider");
    private static final String PLAN = """
            [plan]
            0... = trunk provider; strip 1; only 858
            0900... = reject 403
            00... = trunk provider; strip 2; add +
            112 = trunk provider
            hotline = 858, 853; ring 20s; busy 800; otherwise 801
            9... = dialled; strip 1
            """;

    private CallRoute route(String caller, String dialled) throws IOException, CommandEnd {
        var file = ConfigFile.read("--config", write(PLAN));
        var plan = PlanConfig.read(file, file.of("plan").get(0), Map.of("provider", PROVIDER));
        var invite = SipRequest.builder(SipMethod.INVITE, SipUri.of(dialled, "localhost"))
                .build();
        return plan.route(new DialledCall("id", caller, Optional.empty(), dialled, Optional.empty(), invite));
    }

    private String target(String caller, String dialled) throws IOException, CommandEnd {
        var route = route(caller, dialled);
        return route instanceof CallRoute.Ring ring ? ring.targets().toString() : route.toString();
    }

    @Test
    void theLongestRuleThatFitsCounts() throws Exception {
        assertThat(target("858", "0301234")).isEqualTo("[sip:301234@provider.example]");
        assertThat(route("853", "0301234")).isEqualTo(CallRoute.asDialled());
        assertThat(route("858", "0900666")).isEqualTo(CallRoute.reject(403));
        assertThat(target("853", "004412")).isEqualTo("[sip:+4412@provider.example]");
        assertThat(target("853", "112")).isEqualTo("[sip:112@provider.example]");
        assertThat(route("853", "1123")).isEqualTo(CallRoute.asDialled());
        assertThat(target("853", "9858")).isEqualTo("[858]");
        // Nothing is left to dial.
        assertThat(route("858", "0")).isEqualTo(CallRoute.reject(404));
        var hotline = (CallRoute.Ring) route("895", "hotline");
        assertThat(hotline.targets()).hasToString("[858, 853]");
        assertThat(hotline.patience()).hasSeconds(20);
        assertThat(((CallRoute.Ring) hotline.next().get(CallRoute.Miss.BUSY)).targets())
                .hasToString("[800]");
        assertThat(((CallRoute.Ring) hotline.next().get(CallRoute.Miss.REFUSED)).targets())
                .hasToString("[801]");
    }

    // --- users ----------------------------------------------------------------------------------------------------

    @Test
    void usersComeAndGoInTheirFile() throws Exception {
        var file = Files.writeString(folder.resolve("users"), "# ours\n858:" + SECRET + "\n853:\n");
        assertThatExceptionOfType(CommandEnd.class)
                .isThrownBy(() -> new UserFile("--users", file))
                .withMessage("Line 3 of " + file + " is not NUMBER:SECRET, as in 858:SECRET");
        Files.writeString(file, "858:" + SECRET + "\n");
        var users = new UserFile("--users", file);
        assertThat(users.find("858", "realm")).isPresent();
        assertThat(users.find("853", "realm")).isEmpty();
        Files.writeString(file, "853:" + SECRET + "\n");
        assertThat(users.find("858", "realm")).isEmpty();
        assertThat(users.find("853", "realm")).isPresent();
        Files.delete(file);
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> users.find("853", "realm"));
    }

    @Test
    void aPbxAndItsProviderAreTwoCommands() throws IOException {
        try (var provider = Run.of(
                "pbx",
                "--listen",
                "udp:127.0.0.1:0",
                "--extension",
                "4930100:" + SECRET,
                "--extension",
                "030555:" + SECRET,
                "--json")) {
            var at = provider.readyAddress();
            var users = Files.writeString(folder.resolve("users"), "858:" + SECRET + "\n");
            var config = write("""
                    [pbx]
                    listen = udp:127.0.0.1:0
                    [trunk provider]
                    server = sip:%s
                    login = 4930100
                    secret = %s
                    register = yes
                    incoming 4930100 = 858
                    [plan]
                    0... = trunk provider
                    """.formatted(at, SECRET));
            try (var pbx = Run.of("pbx", "--config", config.toString(), "--users", users.toString(), "--json")) {
                var host = pbx.readyAddress();
                pbx.line("\"event\":\"trunk_changed\"", "\"trunk\":\"provider\"", "\"state\":\"REGISTERED\"");
                try (var callee = telephone("listen", "858", host, "--answer")) {
                    callee.line("{\"event\":\"ready\"");
                    try (var caller = telephone("call", "030555", at, "--to", "4930100", "--hang-up-after", "100ms")) {
                        assertThat(caller.exitCode()).as(caller::complaints).isZero();
                    }
                    var ended = pbx.line("\"event\":\"call_ended\"");
                    assertThat(ended)
                            .contains("\"callerTrunk\":\"provider\"", "\"callee\":\"858\"", "\"cause\":\"HUNG_UP\"");
                }
            }
            provider.line("{\"event\":\"unregistered\"", "\"extension\":\"4930100\"");
        }
    }

    @Test
    void queueAndRoomOfTheFileAnswer() throws IOException {
        var config = write("""
                [pbx]
                listen = udp:127.0.0.1:0
                [extensions]
                858 = %s
                853 = %s
                [queue 700]
                agents = 853
                [room 800]
                """.formatted(SECRET, SECRET));
        try (var pbx = Run.of("pbx", "--config", config.toString(), "--json")) {
            var host = pbx.readyAddress();
            pbx.line("{\"event\":\"services\"", "\"numbers\":[\"700\",\"800\"]");
            try (var agent = telephone("listen", "853", host, "--answer")) {
                agent.line("{\"event\":\"ready\"");
                for (var number : List.of("700", "800")) {
                    try (var caller = telephone("call", "858", host, "--to", number, "--hang-up-after", "2s")) {
                        assertThat(caller.exitCode()).as(caller::complaints).isZero();
                    }
                }
                agent.line("\"state\":\"IN_CALL\"");
            }
            pbx.line("\"event\":\"call_transferred\"");
        }
    }

    private static Run telephone(String command, String number, String host, String... more) {
        var arguments = new java.util.ArrayList<>(List.of(
                command,
                "--account",
                "sip:" + number + "@" + host,
                "--json",
                "--bind",
                "127.0.0.1:0",
                "--secret",
                SECRET));
        arguments.addAll(List.of(more));
        return Run.of(arguments.toArray(String[]::new));
    }
}

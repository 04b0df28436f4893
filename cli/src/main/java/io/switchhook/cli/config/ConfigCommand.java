package io.switchhook.cli.config;

import io.switchhook.cli.console.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code switchhook config}: the file of {@code switchhook pbx --config}, as an example that works. */
@Command(
        name = "config",
        description = "Explains the file of \"switchhook pbx --config\" by an example that has every setting.",
        mixinStandardHelpOptions = true)
public final class ConfigCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().getOut().print(TEXT);
        spec.commandLine().getOut().flush();
        return ExitCode.DONE;
    }

    static final String TEXT = """
            # A PBX with a provider. Lines that begin with # say what the lines below them do; all but extensions may be left out.

            [pbx]
            listen = udp:0.0.0.0:5060, tcp:0.0.0.0:5060
            realm = switchhook
            # Who dials **858 takes the call that rings at 858.
            pickup = **
            max-calls = 100
            # international, france, germany, hungary, north-america or united-kingdom
            tones = germany
            # Between which codecs it translates where two telephones have none in common, or off; and in how many calls.
            transcoding = pcmu, pcma, g722
            max-transcoded-calls = 50
            rtp-ports = 20000-30000

            [extensions]
            858 = SECRET
            853 = OTHER

            [trunk provider]
            server = sip:provider.example
            login = 4930100
            secret = PASSWORD
            # The user of the account's address where it is not that of the login, and a server that all goes through.
            user = 4930100
            proxy = sip:proxy.provider.example
            # yes, no, or the time to ask for: 10m
            register = yes
            # Whether that is for all numbers of the account at once (SIPconnect, RFC 6140).
            all-numbers = no
            # Asks whether it is there.
            keep-alive = 30s
            max-calls = 4
            # Whom others see calling: all extensions, and one of them.
            caller = 4930100
            caller 858 = 4930100858
            # from, p-asserted-identity or p-preferred-identity
            caller-in = from
            # What numbers begin with there, OURS:THEIRS; and of those that come in, THEIRS:OURS.
            dialled-numbers = 00:+, 0:+49
            caller-numbers = 4930:+4930
            incoming-numbers = +:
            # What comes from these addresses, or from who has proven that name by certificate, comes from the provider.
            source = 192.0.2.0/24, 2001:db8::/32
            tls-name = provider.example
            # Whether it is believed who calls (P-Asserted-Identity).
            trusted = yes
            # Calls that come in: to an extension, to several, dialled (the extension of that number), reject STATUS, or
            # for all other numbers ... to the plan. What is not named here is not found (404).
            incoming 4930100 = 858, 853; ring 20s; otherwise 858
            incoming 4930101 = 853
            incoming ... = reject 404
            # Whether they may leave by a trunk again: whoever calls then may telephone at your expense.
            transit = no
            # Whether text messages take this way too.
            messages = no

            [trunk backup]
            server = sip:backup.example;transport=tcp

            [plan]
            # NUMBER, or how it begins, BEGIN...; the longest that fits counts, and what fits none is dialled.
            # Behind the first ; come strip COUNT, add PREFIX, ring TIME, otherwise, busy, no-answer or unreachable EXTENSION,
            # and only EXTENSIONS for who may. The next of several trunks is taken when one does not work.
            0... = trunk provider, backup; strip 1; only 858, 853
            0900... = reject 403
            112 = trunk provider, backup
            hotline = 858, 853; ring 20s; otherwise 853

            # Who dials 700 waits until one of these agents is free.
            [queue 700]
            agents = 858, 853
            # What they see before who calls: "Sales: 0170123".
            name = Sales
            # ring-all, longest-idle, in-order or round-robin
            strategy = longest-idle
            # How long a telephone rings, how long who did not answer is left alone, and how long who has had a call.
            ring = 20s
            rest = 10s
            wrap-up = 15s
            # WAV files beside this one: what who waits hears, first, all the time, and in between.
            # greeting = greeting.wav
            # music = music.wav
            # announcement = announcement.wav
            # announce-every = 1m
            longest-wait = 30m
            most-waiting = 100
            # Where those go for whom there is no room, nobody, or no more time.
            otherwise = 853
            # Whether agents are called whose telephones are not registered.
            unregistered-agents = no
            # Whether agents begin logged out, and log in and out by calling 700.
            agents-log-in = no

            # All who dial 600 hear each other.
            [room 600]
            # What is to be typed to get in, and how many may.
            pin = 4711
            # Who types this one is a moderator: until one is there the others hear music. *5 mutes all others, *7 locks the room, *3 removes
            # who came last, *0 ends it for all.
            moderator-pin = 4712
            # music = music.wav
            limit = 10
            # Whether two tones tell who comes and goes.
            tones = yes
            # greeting = greeting.wav
            # A folder where each conference is recorded.
            # recordings = recordings
            # Extensions whose telephones may show who is in it, or all; those of who is in it may always.
            watchers = 858

            # Who dials 900 hears a menu. Files are looked for beside this one; what has no WAV file is a tone.
            [menu 900]
            # greeting = welcome.wav
            # wrong-key = wrong-key.wav
            # no-key = no-key.wav
            # nobody = nobody.wav
            # An extension, submenu NAME, repeat, back, hang-up, or outside NUMBER. Callers reach what stands here and nothing else. The number
            # behind outside is dialled by 900 itself, by the plan, so that it may leave by a trunk: whoever calls 900 reaches it at your expense.
            key 1 = 853
            key 2 = submenu sales
            key * = repeat
            key 0 = hang-up
            key 9 = outside 004930200
            # Extensions that may be dialled by their whole number.
            direct = 858, 853
            # How long it waits for a key, and for one more digit.
            patience = 8s
            pause = 3s
            # Who types nothing that fits so often is led on, or hung up on.
            attempts = 3
            otherwise = 858

            [submenu sales]
            key 1 = 858
            key * = back

            # Mailboxes, which extensions dial 800 for.
            [voicemail 800]
            folder = messages
            # Who finds nobody there leaves a message; who calls from there hears them.
            mailboxes = 858, 853
            # From elsewhere by PIN: those without one cannot be heard from elsewhere. pin-always asks at the own telephone too.
            pin 858 = 7391
            pin-always = no
            # How long they ring first. Without this the plan says who is led here: otherwise 800.
            after = 20s
            # greeting = greeting.wav
            # A folder with you-have-messages.wav and others.
            # prompts = words
            shortest = 1s
            longest = 2m
            silence = 10s
            # For each mailbox.
            messages = 100
            megabytes = 100
            """;
}

package io.switchhook.cli.demo;

import io.switchhook.cli.console.CommandEnd;
import io.switchhook.cli.console.ExitCode;
import io.switchhook.cli.console.Patience;
import io.switchhook.cli.console.Terminal;
import io.switchhook.cli.option.CommonOptions;
import io.switchhook.cli.report.JsonReports;
import io.switchhook.pbx.Pbx;
import io.switchhook.phone.SipAccount;
import io.switchhook.stack.trace.PcapngWriter;
import io.switchhook.stack.trace.TraceEvent;
import io.switchhook.stack.trace.TraceSink;
import io.switchhook.transport.RealWorld;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;

/** {@code switchhook demo}. */
@Command(
        name = "demo",
        description = {
            "Shows blind transfer and rejection with real SIP and real sound on this machine, in about twenty seconds.",
            "There are a PBX and the telephones 858, 853 and 895 in one process, on free ports of 127.0.0.1.",
            "Each telephone sounds its own tone, so that it can be checked who hears whom. Exit status 0 only if all of it held.",
        },
        footer = ExitCode.HELP,
        mixinStandardHelpOptions = true)
public final class DemoCommand implements Callable<Integer> {
    private final Terminal terminal;

    private final CommonOptions common = new CommonOptions();

    public DemoCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    public CommandSpec spec() {
        var spec = CommandSpec.forAnnotatedObject(this);
        common.addTo(spec);
        return spec;
    }

    @Override
    public Integer call() throws CommandEnd {
        common.applyToLogs();
        var reports = common.reports(terminal);
        var capture = common.openCapture();
        try {
            return show(capture) ? ExitCode.DONE : ExitCode.REFUSED;
        } catch (UncheckedIOException e) {
            throw new CommandEnd(ExitCode.NO_NETWORK, String.valueOf(e.getMessage()));
        } finally {
            CommonOptions.close(capture, reports);
        }
    }

    private boolean show(Optional<PcapngWriter> capture) throws CommandEnd {
        long began = System.nanoTime();
        var screen = common.json()
                ? new DemoEvents(new JsonReports(terminal.out(), terminal.err()))
                : new DemoSentences(terminal.out());
        var patience = common.patience(terminal);
        var sink = capture.map(TraceSink.class::cast).orElse(TraceSink.NONE);
        var scores = new ArrayList<DemoScreen.Score>();
        var ladder = new DemoLadder(false);
        var secrets = List.of(newSecret(), newSecret(), newSecret());
        var builder = Pbx.builder().listen("udp:127.0.0.1:0").trace(ladder.and(sink));
        for (var part : DemoPhone.Part.values()) {
            builder.extension(part.number(), secrets.get(part.ordinal()));
        }
        try (var pbx = builder.start()) {
            var where = pbx.listenPoints().get(0).address();
            ladder.name(where, "PBX");
            var host = Loopback.hostPort(where);
            try (var cast = DemoCast.open(
                    part -> SipAccount.builder("sip:" + part.number() + "@" + host)
                            .secret(secrets.get(part.ordinal()))
                            .build(),
                    TraceSink.NONE,
                    ladder,
                    screen)) {
                screen.opening(cast.introduction("The PBX listens at " + host + "."));
                var story = new DemoStory(cast, screen, patience);
                story.register();
                scores.add(story.transferThroughPbx());
                scores.add(story.transferToBusyTarget());
                scores.add(story.rejectedCall());
            }
        }
        scores.add(withoutPbx(screen, patience, sink));
        screen.result(scores, (System.nanoTime() - began) / 1e9);
        return scores.stream().allMatch(DemoScreen.Score::allHeld);
    }

    /** Telephones that know each other's addresses and no PBX. */
    private static DemoScreen.Score withoutPbx(DemoScreen screen, Patience patience, TraceSink sink) throws CommandEnd {
        var ladder = new DemoLadder(true);
        try (var cast = DemoCast.open(
                part -> SipAccount.builder("sip:" + part.number() + "@127.0.0.1")
                        .build(),
                ladder.and(sentOnly(sink)),
                ladder,
                screen)) {
            return new DemoStory(cast, screen, patience).transferWithoutPbx();
        }
    }

    /** All telephones write to one capture, where each packet is to be once. */
    private static TraceSink sentOnly(TraceSink sink) {
        return new TraceSink() {
            @Override
            public void onEvent(TraceEvent event) {
                boolean received = event instanceof TraceEvent.Message message
                                && message.direction() == TraceEvent.Direction.RECEIVED
                        || event instanceof TraceEvent.Media media
                                && media.direction() == TraceEvent.Direction.RECEIVED;
                if (!received) {
                    sink.onEvent(event);
                }
            }

            @Override
            public boolean wantsMedia() {
                return sink.wantsMedia();
            }
        };
    }

    /** There is no default password, not even here: somebody else on this machine could register. */
    private static String newSecret() {
        try (var world = RealWorld.open()) {
            return world.randomness().nextToken(20);
        }
    }
}

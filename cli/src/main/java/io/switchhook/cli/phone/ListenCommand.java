package io.switchhook.cli.phone;

import io.switchhook.cli.console.CommandEnd;
import io.switchhook.cli.console.ExitCode;
import io.switchhook.cli.console.FileTrouble;
import io.switchhook.cli.console.Terminal;
import io.switchhook.cli.console.TextFile;
import io.switchhook.cli.option.MediaOptions;
import io.switchhook.phone.RejectList;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code switchhook listen}. */
@Command(
        name = "listen",
        description = {
            "Waits for calls and answers, rejects or forwards them, or lets them ring. Shows messages that come in.",
            "Runs until Ctrl-C, or until the calls that --calls allows are over.",
        },
        footer = ExitCode.HELP,
        mixinStandardHelpOptions = true)
public final class ListenCommand extends PhoneCommand {
    @Option(names = "--answer", description = "Take each call.")
    private boolean answer;

    @Option(
            names = "--conference",
            description =
                    "With --answer: everybody who calls hears everybody else, and what --play and --talk say. --record keeps what all say.")
    private boolean conference;

    @Option(
            names = "--reject",
            paramLabel = "CODE",
            arity = "0..1",
            fallbackValue = "486",
            description = "Reject each call, with this status of 300 to 699; 486 when none is given.")
    private Optional<Integer> reject = Optional.empty();

    @Option(names = "--forward", paramLabel = "NUMBER", description = "Send each caller to this number (302).")
    private Optional<String> forward = Optional.empty();

    @Option(names = "--ring", description = "Ring; a call is answered when you type answer.")
    private boolean ring;

    @Option(
            names = "--reject-list",
            paramLabel = "FILE",
            description = "Reject calls from these numbers whatever else is done: one a line, # begins a comment.")
    private Optional<Path> rejectList = Optional.empty();

    @Option(
            names = "--reject-anonymous",
            description = "Reject calls of those who do not say who they are (433), whatever else is done.")
    private boolean rejectAnonymous;

    @Option(
            names = "--show-header",
            paramLabel = "NAME",
            description =
                    "Tell what a caller says under this name in its INVITE, Subject or X-Customer for example. May be given several times.")
    private List<String> shownHeaders = List.of();

    @Option(names = "--calls", paramLabel = "N", description = "End after this many calls. Default: 0, never.")
    private int calls;

    @Mixin
    private TransferOrder order = new TransferOrder();

    private Optional<CallTaker> taker = Optional.empty();
    private Optional<ListenRoom> room = Optional.empty();

    public ListenCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    void check() throws CommandEnd {
        long ways = Stream.of(answer, reject.isPresent(), forward.isPresent(), ring)
                .filter(chosen -> chosen)
                .count();
        if (ways != 1) {
            throw CommandEnd.usage(
                    "Say what to do with calls, with one of --answer, --reject[=CODE], --forward NUMBER and --ring");
        }
        if (conference && !answer) {
            throw CommandEnd.usage("--conference needs calls that are answered; add --answer");
        }
        if (reject.isPresent() && (reject.get() < 300 || reject.get() > 699)) {
            throw CommandEnd.usage("--reject takes a status of 300 to 699, but not " + reject.get());
        }
        if (calls < 0) {
            throw CommandEnd.usage("--calls takes a number of calls, or 0 for no end, but not " + calls);
        }
        if (order.target().isPresent() && !answer) {
            throw CommandEnd.usage("--transfer-to needs calls that are answered; add --answer");
        }
        for (var name : shownHeaders) {
            if (!name.matches("[0-9A-Za-z.!%*_+`'~-]+")) {
                throw CommandEnd.usage("--show-header: \"" + name + "\" is not the name of a header, such as Subject");
            }
        }
        order.check();
        if (order.hangsUp() && !answer) {
            throw CommandEnd.usage("--hang-up-after needs calls that are answered; add --answer");
        }
    }

    @Override
    void prepare(PhoneSession session, MediaOptions media) throws CommandEnd {
        order.check(session);
        if (forward.isPresent()) {
            session.requireDiallable("--forward", forward.get());
        }
        var list = rejectList.isPresent() ? readRejectList(rejectList.get()) : new RejectList();
        list.rejectAnonymous(rejectAnonymous);
        if (!answer && !ring && media.isUsed()) {
            throw CommandEnd.usage(
                    "--play, --talk and --record need calls that are answered; add --answer, or --ring and type answer");
        }
        var decision = new CallTaker.Decision(answer, reject, forward, list, shownHeaders, order);
        room = conference ? Optional.of(ListenRoom.open(session, media)) : Optional.empty();
        var opened = new CallTaker(session, decision, media.sources(), media, room, calls);
        taker = Optional.of(opened);
        session.phone().onIncomingCall(opened::take);
        session.phone().onMessage(List.of("*/*"), session.reports()::message);
    }

    @Override
    int run(PhoneSession session, MediaOptions media) throws CommandEnd {
        boolean allWell;
        try {
            allWell = session.awaitRegistered(taker.orElseThrow().done());
        } finally {
            room.ifPresent(ListenRoom::close);
        }
        return allWell ? ExitCode.DONE : ExitCode.REFUSED;
    }

    private static RejectList readRejectList(Path file) throws CommandEnd {
        try {
            return RejectList.of(TextFile.lines(file).stream()
                    .map(line -> line.replaceFirst("#.*", "").strip())
                    .filter(number -> !number.isEmpty())
                    .toList());
        } catch (IOException e) {
            throw CommandEnd.usage("--reject-list: " + file + " cannot be read: " + FileTrouble.reason(e));
        }
    }
}

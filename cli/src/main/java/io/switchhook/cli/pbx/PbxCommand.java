package io.switchhook.cli.pbx;

import io.switchhook.base.net.TlsTrust;
import io.switchhook.base.net.WebSocketSettings;
import io.switchhook.cli.config.ExtensionLines;
import io.switchhook.cli.config.PbxConfig;
import io.switchhook.cli.config.TranscodingWords;
import io.switchhook.cli.config.UserFile;
import io.switchhook.cli.console.CommandEnd;
import io.switchhook.cli.console.ExitCode;
import io.switchhook.cli.console.PemFile;
import io.switchhook.cli.console.PortSpan;
import io.switchhook.cli.console.Terminal;
import io.switchhook.cli.option.CommonOptions;
import io.switchhook.cli.option.IdentityOptions;
import io.switchhook.cli.report.Reports;
import io.switchhook.pbx.Pbx;
import io.switchhook.sip.core.auth.DigestAlgorithm;
import io.switchhook.stack.flow.ListenPoint;
import io.switchhook.stack.trace.Ladder;
import io.switchhook.stack.trace.PcapngWriter;
import io.switchhook.stack.trace.TraceLog;
import io.switchhook.stack.trace.TraceSink;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** {@code switchhook pbx}. */
@Command(
        name = "pbx",
        description = {
            "Runs a small PBX until Ctrl-C: its extensions register, call each other, hold and transfer.",
            "The audio of every call runs through it. It tells who registers and calls whom.",
        },
        footer = ExitCode.HELP,
        mixinStandardHelpOptions = true)
public final class PbxCommand implements Callable<Integer> {
    private static final String USUAL = "udp:127.0.0.1:5060,tcp:127.0.0.1:5060";

    private final Terminal terminal;

    @Option(
            names = "--listen",
            paramLabel = "udp|tcp|tls|ws|wss:ADDR[:PORT]",
            split = ",",
            hideParamSyntax = true,
            description = "Where telephones reach it; may be given more than once. Default: what --config says, else "
                    + USUAL + ".")
    private List<String> listen = new ArrayList<>();

    private final IdentityOptions identity = new IdentityOptions();

    @Option(
            names = "--client-trust",
            paramLabel = "FILE",
            description =
                    "For tls and wss: takes telephones alone whose certificate leads to those in this PEM file; may be given more than "
                            + "once. They log in with their password all the same. Default: telephones are not asked for a certificate.")
    private List<Path> clientAnchors = new ArrayList<>();

    @Option(
            names = "--websocket-origin",
            paramLabel = "https://SITE",
            description =
                    "For ws and wss: the site whose pages may connect; may be given more than once. Default: all sites.")
    private List<String> origins = new ArrayList<>();

    @Option(
            names = "--extension",
            paramLabel = "NUMBER:SECRET",
            description =
                    "An extension and its password; may be given more than once. Other users of this machine can see it in "
                            + "the process list; --extensions hides it.")
    private List<String> extensions = new ArrayList<>();

    @Option(
            names = "--extensions",
            paramLabel = "FILE",
            description = "A file with NUMBER:SECRET on each line; a line that begins with # is a comment.")
    private Optional<Path> extensionsFile = Optional.empty();

    @Option(
            names = "--users",
            paramLabel = "FILE",
            description =
                    "A file like that of --extensions, read anew whenever somebody logs in, so that extensions come and go while it runs.")
    private Optional<Path> users = Optional.empty();

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = {
                "A file with all that has no option: providers (trunks), the dial plan, and more. "
                        + "\"switchhook config\" explains it. What is said here and there is taken from both."
            })
    private Optional<Path> config = Optional.empty();

    @Option(
            names = "--pickup",
            paramLabel = "PREFIX",
            description = "Who dials PREFIX and an extension takes the call that rings there. Default: nobody can.")
    private Optional<String> pickup = Optional.empty();

    @Option(
            names = "--transcoding",
            paramLabel = "NAME,...|off",
            split = ",",
            hideParamSyntax = true,
            description =
                    "The codecs to translate between where two telephones have none in common, such as opus,pcma. "
                            + "Default: PCMU,PCMA,G722.")
    private List<String> transcoding = List.of();

    @Option(
            names = "--algorithms",
            paramLabel = "NAME,...",
            split = ",",
            hideParamSyntax = true,
            description = "The digest algorithms to offer, the preferred first: MD5, SHA-256, SHA-512-256. Default: "
                    + "SHA-256,MD5. Many telephones know MD5 alone, and some fail when offered two.")
    private List<String> algorithms = new ArrayList<>();

    @Option(
            names = "--rtp-ports",
            paramLabel = "MIN-MAX",
            description = "The ports for audio, four for each call. Default: 20000-30000.")
    private Optional<String> rtpPorts = Optional.empty();

    private final CommonOptions common = new CommonOptions();

    public PbxCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    public CommandSpec spec() {
        var spec = CommandSpec.forAnnotatedObject(this);
        identity.addTo(spec);
        common.addTo(spec);
        return spec;
    }

    @Override
    public Integer call() throws CommandEnd {
        common.check();
        var file = config.isPresent() ? Optional.of(PbxConfig.read(config.get())) : Optional.<PbxConfig>empty();
        var builder = settings(file);
        var wanted = file.map(PbxConfig::services).orElse(List.of());
        common.applyToLogs();
        var reports = common.reports(terminal);
        var capture = common.openCapture();
        var log = CommonOptions.ladderLog();
        var sink = capture.map(TraceSink.class::cast).orElse(TraceSink.NONE);
        builder.onEvent(reports::pbx);
        try (var pbx = start(builder.trace(common.ladder() ? log.and(sink) : sink));
                var running = RunningServices.open(pbx, wanted, reports)) {
            reports.ready(pbx.listenPoints().stream().map(ListenPoint::toString).toList());
            reports.services(running.numbers());
            common.patience(terminal).await(new CompletableFuture<Void>());
        } finally {
            finish(log, capture, reports);
        }
        return ExitCode.DONE;
    }

    private static Pbx start(Pbx.Builder builder) throws CommandEnd {
        try {
            return builder.start();
        } catch (IllegalArgumentException e) {
            // What only shows when everything has been said.
            throw CommandEnd.usage(String.valueOf(e.getMessage()));
        } catch (UncheckedIOException e) {
            throw new CommandEnd(ExitCode.NO_NETWORK, e.getMessage() + ". Say where to listen with --listen.");
        }
    }

    private void finish(TraceLog log, Optional<PcapngWriter> capture, Reports reports) {
        if (common.ladder()) {
            reports.ladder("The last messages of the PBX:", Ladder.draw(log.events()));
        }
        CommonOptions.close(capture, reports);
    }

    /** @throws CommandEnd when an option is wrong; a secret is never in the sentence */
    private Pbx.Builder settings(Optional<PbxConfig> file) throws CommandEnd {
        var builder = Pbx.builder();
        var more = file.map(PbxConfig::addresses).orElse(List.of());
        if (listen.isEmpty() && more.isEmpty()) {
            listen = List.of(USUAL.split(","));
        }
        for (var address : listen) {
            try {
                builder.listen(address.strip());
            } catch (IllegalArgumentException e) {
                throw CommandEnd.usage("--listen: " + String.valueOf(e.getMessage()));
            }
        }
        if (file.isPresent()) {
            file.get().applyTo(builder);
        }
        applyTls(builder, more);
        checkOrigins(more);
        builder.webSocket(WebSocketSettings.DEFAULT.withAllowedOrigins(origins.toArray(String[]::new)));
        addExtensions(builder, file.filter(PbxConfig::hasExtensions).isPresent());
        if (!algorithms.isEmpty()) {
            builder.algorithms(digestAlgorithms());
        }
        if (rtpPorts.isPresent()) {
            var span = PortSpan.parse(rtpPorts.get());
            builder.rtpPorts(span.min(), span.max());
        }
        applyNamed(builder);
        return builder;
    }

    private void applyNamed(Pbx.Builder builder) throws CommandEnd {
        if (pickup.isPresent()) {
            try {
                builder.pickup(pickup.get());
            } catch (IllegalArgumentException e) {
                throw CommandEnd.usage(
                        "--pickup: \"" + pickup.get() + "\" is nothing that can be dialled; write for example **");
            }
        }
        if (!transcoding.isEmpty()) {
            try {
                builder.transcoding(TranscodingWords.read(transcoding));
            } catch (IllegalArgumentException e) {
                throw CommandEnd.usage("--transcoding: " + String.valueOf(e.getMessage()));
            }
        }
    }

    private void checkOrigins(List<String> more) throws CommandEnd {
        for (var origin : origins) {
            if (!origin.matches("https?://[^/]+")) {
                throw CommandEnd.usage("--websocket-origin: \"" + origin
                        + "\" is no site of pages; write for example https://pbx.example.com");
            }
        }
        boolean listens = Stream.concat(listen.stream(), more.stream())
                .map(address -> address.strip().toLowerCase(Locale.ROOT))
                .anyMatch(address -> address.startsWith("ws:") || address.startsWith("wss:"));
        if (!origins.isEmpty() && !listens) {
            throw CommandEnd.usage("--websocket-origin is for ws and wss; add --listen wss:ADDR:PORT");
        }
    }

    /** @param more where it listens beside the options */
    private void applyTls(Pbx.Builder builder, List<String> more) throws CommandEnd {
        var ours = identity.identity();
        boolean listens = Stream.concat(listen.stream(), more.stream())
                .map(address -> address.strip().toLowerCase(Locale.ROOT))
                .anyMatch(address -> address.startsWith("tls:") || address.startsWith("wss:"));
        if (listens && ours.isEmpty()) {
            throw CommandEnd.usage("--listen tls: and wss: need a certificate; add --certificate FILE and --key FILE");
        }
        ours.ifPresent(builder::tls);
        if (!clientAnchors.isEmpty()) {
            if (!listens) {
                throw CommandEnd.usage("--client-trust is for tls and wss; add --listen tls:ADDR:PORT");
            }
            builder.tlsClients(TlsTrust.anchors(PemFile.readAll("--client-trust", clientAnchors)));
        }
    }

    /** @param there whether the file of settings has some */
    private void addExtensions(Pbx.Builder builder, boolean there) throws CommandEnd {
        var all = new ArrayList<ExtensionLines.Line>();
        for (var extension : extensions) {
            all.add(ExtensionLines.parse(extension, "--extension number " + (all.size() + 1)));
        }
        if (extensionsFile.isPresent()) {
            all.addAll(ExtensionLines.read("--extensions", extensionsFile.get()));
        }
        if (users.isPresent()) {
            builder.users(new UserFile("--users", users.get()));
        }
        if (all.isEmpty() && users.isEmpty() && !there) {
            throw CommandEnd.usage("A PBX needs extensions; add --extension 858:SECRET for each, or --extensions FILE");
        }
        for (var line : all) {
            try {
                builder.extension(line.number(), line.secret());
            } catch (IllegalArgumentException e) {
                throw CommandEnd.usage(line.where() + ": " + String.valueOf(e.getMessage()));
            }
        }
    }

    private DigestAlgorithm[] digestAlgorithms() throws CommandEnd {
        var chosen = new ArrayList<DigestAlgorithm>();
        for (var name : algorithms) {
            chosen.add(DigestAlgorithm.of(name.strip())
                    .filter(algorithm -> !algorithm.isSession())
                    .orElseThrow(() -> CommandEnd.usage("--algorithms: \"" + name + "\" is not one of "
                            + String.join(
                                    ", ",
                                    Arrays.stream(DigestAlgorithm.values())
                                            .filter(algorithm -> !algorithm.isSession())
                                            .map(DigestAlgorithm::token)
                                            .toList()))));
        }
        return chosen.toArray(DigestAlgorithm[]::new);
    }
}

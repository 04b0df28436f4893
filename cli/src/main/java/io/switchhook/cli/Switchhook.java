package io.switchhook.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The {@code switchhook} command. */
@Command(
        name = "switchhook",
        description =
                "Telephones for the shell: calls, answers, rejects and blind-transfers over SIP, with real audio.",
        footer = ExitCode.HELP,
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
public final class Switchhook implements Runnable {
    private static final String HELP = "help";

    @Spec
    private CommandSpec spec;

    private Switchhook() {}

    /** Runs the command line and ends the process with its exit status. */
    public static void main(String[] args) {
        var interruption = new Interruption();
        Runtime.getRuntime().addShutdownHook(new Thread(interruption::interrupt, "switchhook-interrupt"));
        var terminal = new Terminal(System.out, System.err, System.getenv(), interruption);
        int exitCode = run(terminal, args);
        interruption.finished();
        // Where Ctrl-C ended us the process is ending already, with the status of its signal.
        if (exitCode != ExitCode.INTERRUPTED) {
            System.exit(exitCode);
        }
    }

    /** Runs one command in this process. */
    static int run(Terminal terminal, String... args) {
        return commandLine(terminal, args).execute(args);
    }

    /** The command that the arguments begin with, or all of them: picocli reads each option by reflection, which takes longer than to register. */
    static CommandLine commandLine(Terminal terminal, String... args) {
        var all = commands();
        boolean oneWillDo = args.length > 0 && all.containsKey(args[0]) && !args[0].equals(HELP);
        var named = oneWillDo ? Set.of(args[0]) : all.keySet();
        var commands = new CommandLine(new Switchhook());
        all.forEach((name, command) -> {
            if (named.contains(name)) {
                commands.addSubcommand(name, command.apply(terminal));
            }
        });
        return commands.setOut(UsageComplaints.writer(terminal.out()))
                .setErr(UsageComplaints.writer(terminal.err()))
                // A secret may well begin with an at sign.
                .setExpandAtFiles(false)
                .setUsageHelpWidth(100)
                .setParameterExceptionHandler(new UsageComplaints(terminal.err()))
                .setExecutionExceptionHandler(new UsageComplaints(terminal.err()));
    }

    /** In the order of the help. */
    private static Map<String, Function<Terminal, Object>> commands() {
        var commands = new LinkedHashMap<String, Function<Terminal, Object>>();
        commands.put("demo", DemoCommand::new);
        commands.put("pbx", PbxCommand::new);
        commands.put("call", CallCommand::new);
        commands.put("listen", ListenCommand::new);
        commands.put("message", MessageCommand::new);
        commands.put("options", OptionsCommand::new);
        commands.put("register", RegisterCommand::new);
        commands.put("events", terminal -> new EventsCommand());
        commands.put(HELP, terminal -> new HelpCommand());
        return commands;
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                spec.commandLine(),
                "Say what to do; the commands are "
                        + String.join(", ", spec.subcommands().keySet()));
    }
}

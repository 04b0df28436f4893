package io.switchhook.cli;

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
        return commandLine(terminal).execute(args);
    }

    static CommandLine commandLine(Terminal terminal) {
        var commands = new CommandLine(new Switchhook())
                .addSubcommand(new DemoCommand(terminal))
                .addSubcommand(new PbxCommand(terminal))
                .addSubcommand(new CallCommand(terminal))
                .addSubcommand(new ListenCommand(terminal))
                .addSubcommand(new MessageCommand(terminal))
                .addSubcommand(new OptionsCommand(terminal))
                .addSubcommand(new RegisterCommand(terminal))
                .addSubcommand(new EventsCommand())
                .addSubcommand(new HelpCommand());
        return commands.setOut(UsageComplaints.writer(terminal.out()))
                .setErr(UsageComplaints.writer(terminal.err()))
                // A secret may well begin with an at sign.
                .setExpandAtFiles(false)
                .setUsageHelpWidth(100)
                .setParameterExceptionHandler(new UsageComplaints(terminal.err()))
                .setExecutionExceptionHandler(new UsageComplaints(terminal.err()));
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                spec.commandLine(),
                "Say what to do; the commands are "
                        + String.join(", ", spec.subcommands().keySet()));
    }
}

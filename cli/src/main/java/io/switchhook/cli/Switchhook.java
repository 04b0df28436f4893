package io.switchhook.cli;

import io.switchhook.cli.config.ConfigCommand;
import io.switchhook.cli.console.Declared;
import io.switchhook.cli.console.ExitCode;
import io.switchhook.cli.console.Interruption;
import io.switchhook.cli.console.Keyboard;
import io.switchhook.cli.console.Terminal;
import io.switchhook.cli.console.WatchedOutput;
import io.switchhook.cli.demo.DemoCommand;
import io.switchhook.cli.pbx.PbxCommand;
import io.switchhook.cli.phone.CallCommand;
import io.switchhook.cli.phone.ListenCommand;
import io.switchhook.cli.phone.MessageCommand;
import io.switchhook.cli.phone.OptionsCommand;
import io.switchhook.cli.phone.RegisterCommand;
import io.switchhook.cli.phone.RosterCommand;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;

/** The {@code switchhook} command. */
public final class Switchhook implements Runnable {
    private static final String HELP = "help";

    private final CommandSpec spec = CommandSpec.wrapWithoutInspection(this);

    private Switchhook() {
        spec.name("switchhook").versionProvider(new Version());
        spec.usageMessage()
                .description(
                        "Telephones for the shell: calls, answers, rejects and blind-transfers over SIP, with real audio.")
                .footer(ExitCode.HELP);
        Declared.addHelp(spec);
    }

    /** Runs the command line and ends the process with its exit status. */
    public static void main(String[] args) {
        var interruption = new Interruption();
        Runtime.getRuntime().addShutdownHook(new Thread(interruption::interrupt, "switchhook-interrupt"));
        var terminal =
                new Terminal(output(interruption), System.err, System.getenv(), interruption, Keyboard.ofProcess());
        int exitCode = run(terminal, args);
        interruption.finished();
        // Where Ctrl-C ended us the process is ending already, with the status of its signal.
        if (exitCode != ExitCode.INTERRUPTED) {
            System.exit(exitCode);
        }
    }

    /** In the character set of System.out, which would swallow what goes wrong. */
    private static PrintStream output(Interruption interruption) {
        var usual = System.getProperty(
                "sun.stdout.encoding", Charset.defaultCharset().name());
        var charset = Charset.forName(System.getProperty("stdout.encoding", usual));
        var out = new BufferedOutputStream(new FileOutputStream(FileDescriptor.out));
        return new PrintStream(new WatchedOutput(out, interruption), false, charset);
    }

    /** Runs one command in this process. */
    static int run(Terminal terminal, String... args) {
        int exitCode = commandLine(terminal, args).execute(args);
        terminal.out().flush();
        var trouble = terminal.interruption().outputTrouble();
        if (trouble.isEmpty()) {
            return exitCode;
        }
        terminal.err()
                .println("switchhook: standard output cannot be written: " + trouble.get()
                        + ". Make room there, or give it to a program that reads to the end.");
        return ExitCode.NO_OUTPUT;
    }

    /** The command that the arguments begin with, or all of them: to read the options of one takes picocli longer than to register. */
    static CommandLine commandLine(Terminal terminal, String... args) {
        var all = commands();
        boolean oneWillDo = args.length > 0 && all.containsKey(args[0]) && !args[0].equals(HELP);
        var named = oneWillDo ? Set.of(args[0]) : all.keySet();
        var commands = new CommandLine(new Switchhook().spec);
        all.forEach((name, command) -> {
            if (named.contains(name)) {
                commands.addSubcommand(name, new CommandLine(command.apply(terminal)));
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
    private static Map<String, Function<Terminal, CommandSpec>> commands() {
        var commands = new LinkedHashMap<String, Function<Terminal, CommandSpec>>();
        commands.put("demo", terminal -> new DemoCommand(terminal).spec());
        commands.put("pbx", terminal -> new PbxCommand(terminal).spec());
        commands.put("call", terminal -> new CallCommand(terminal).spec());
        commands.put("listen", terminal -> new ListenCommand(terminal).spec());
        commands.put("message", terminal -> new MessageCommand(terminal).spec());
        commands.put("options", terminal -> new OptionsCommand(terminal).spec());
        commands.put("roster", terminal -> new RosterCommand(terminal).spec());
        commands.put("register", terminal -> new RegisterCommand(terminal).spec());
        commands.put("events", terminal -> CommandSpec.forAnnotatedObject(new EventsCommand()));
        commands.put("config", terminal -> CommandSpec.forAnnotatedObject(new ConfigCommand()));
        commands.put(HELP, terminal -> CommandSpec.forAnnotatedObject(new HelpCommand()));
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

package io.switchhook.cli;

import io.switchhook.base.text.Sentences;
import io.switchhook.cli.console.CommandEnd;
import io.switchhook.cli.console.ExitCode;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says on standard error what was wrong with a command line, or why a command ended; never more than a sentence or two, and never a secret. */
final class UsageComplaints implements IParameterExceptionHandler, IExecutionExceptionHandler {
    private final PrintStream err;

    UsageComplaints(PrintStream err) {
        this.err = err;
    }

    static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(stream, true);
    }

    @Override
    public int handleParseException(ParameterException e, String[] args) {
        return complain(e.getCommandLine(), sentence(e));
    }

    @Override
    public int handleExecutionException(Exception e, CommandLine commandLine, ParseResult parsed) throws Exception {
        if (e instanceof CommandEnd end && end.exitCode() == ExitCode.USAGE) {
            return complain(commandLine, String.valueOf(end.getMessage()));
        }
        if (e instanceof CommandEnd end && end.exitCode() == ExitCode.INTERRUPTED) {
            return end.exitCode(); // Whoever pressed Ctrl-C knows.
        }
        if (e instanceof CommandEnd end) {
            err.println(name(commandLine) + ": " + end.getMessage());
            return end.exitCode();
        }
        throw e;
    }

    private int complain(CommandLine commandLine, String sentence) {
        err.println(name(commandLine) + ": " + Sentences.closed(sentence));
        err.println("Try: " + name(commandLine) + " --help");
        return ExitCode.USAGE;
    }

    private static String name(CommandLine commandLine) {
        return commandLine.getCommandSpec().qualifiedName();
    }

    private static String sentence(ParameterException e) {
        if (e instanceof UnmatchedArgumentException unmatched) {
            boolean command = !unmatched.getCommandLine().getSubcommands().isEmpty()
                    && !unmatched.getUnmatched().get(0).startsWith("-");
            return command ? noCommand(unmatched) : unknown(unmatched.getUnmatched(), unmatched.getSuggestions());
        }
        var message = String.valueOf(e.getMessage());
        if (message.startsWith("Unknown subcommand")) {
            return "That is none of the commands, which are "
                    + String.join(", ", e.getCommandLine().getSubcommands().keySet());
        }
        var strange = e.getCommandLine().getUnmatchedArguments();
        if (e instanceof MissingParameterException && strange.stream().anyMatch(word -> word.startsWith("-"))) {
            return unknown(strange, List.of());
        }
        if (e instanceof MissingParameterException) {
            return message.replaceFirst("^Missing required options?: ", "Missing: ");
        }
        return message.replaceFirst(" is not an int$", " is not a whole number");
    }

    /** The first word is to be a command; it is said again only where it looks like one, for it may be a secret in the wrong place. */
    private static String noCommand(UnmatchedArgumentException unmatched) {
        var commands = unmatched.getCommandLine().getSubcommands().keySet();
        var near =
                unmatched.getSuggestions().stream().filter(commands::contains).toList();
        return near.isEmpty()
                ? "That is none of the commands, which are " + String.join(", ", commands)
                : "There is no such command; did you mean " + String.join(" or ", near) + "?";
    }

    /** What is not an option may be a secret in the wrong place, and so may what stands behind an equals sign. */
    private static String unknown(List<String> arguments, List<String> suggestions) {
        var options = arguments.stream()
                .filter(argument -> argument.startsWith("--"))
                .map(argument -> "\"" + argument.replaceFirst("=.*", "") + "\"")
                .toList();
        var maybe = suggestions.isEmpty() ? "" : "; did you mean " + String.join(" or ", suggestions) + "?";
        if (options.isEmpty()) {
            return (arguments.size() == 1 ? "One argument belongs" : arguments.size() + " arguments belong")
                    + " to no option" + maybe;
        }
        return "There is no option " + String.join(" or ", options) + maybe;
    }
}

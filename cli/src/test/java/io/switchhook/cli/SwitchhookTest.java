package io.switchhook.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.cli.console.Interruption;
import io.switchhook.cli.console.Terminal;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A command that comes alone, since it was named, is the one that is there among all. */
class SwitchhookTest {
    private static final PrintStream NOWHERE =
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    private static final Terminal TERMINAL = new Terminal(NOWHERE, NOWHERE, Map.of(), new Interruption());

    @Test
    void withoutANameAllCommandsAreThereInTheOrderOfTheHelp() {
        assertThat(Switchhook.commandLine(TERMINAL).getSubcommands().keySet())
                .containsExactly(
                        "demo",
                        "pbx",
                        "call",
                        "listen",
                        "message",
                        "options",
                        "roster",
                        "register",
                        "events",
                        "config",
                        "help");
    }

    @Test
    void aNamedCommandComesAloneAndSaysTheSameOfItself() {
        var all = Switchhook.commandLine(TERMINAL).getSubcommands();
        all.forEach((name, command) -> {
            if (!name.equals("help")) {
                var alone = Switchhook.commandLine(TERMINAL, name, "--to", "x").getSubcommands();
                assertThat(alone).containsOnlyKeys(name);
                assertThat(alone.get(name).getUsageMessage()).isEqualTo(command.getUsageMessage());
                assertThat(command.getCommandName()).isEqualTo(name);
            }
        });
    }

    @Test
    void helpAndWhatIsNoCommandMeetAllCommands() {
        for (var first : new String[] {"help", "--help", "regster"}) {
            assertThat(Switchhook.commandLine(TERMINAL, first, "register").getSubcommands())
                    .hasSize(11);
        }
    }
}

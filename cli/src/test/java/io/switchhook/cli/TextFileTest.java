package io.switchhook.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.cli.config.ConfigFile;
import io.switchhook.cli.config.ExtensionLines;
import io.switchhook.cli.config.UserFile;
import io.switchhook.cli.option.AccountOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that people have written with whatever editor they have. */
class TextFileTest {
    @TempDir
    private Path folder;

    @Test
    void whatWindowsWritesBeforeTheFirstLineIsNoPartOfIt() throws Exception {
        var file = Files.writeString(folder.resolve("extensions"), "\uFEFF858:SECRET\r\n853:OTHER\r\n");
        assertThat(ExtensionLines.read("--extensions", file))
                .extracting(ExtensionLines.Line::number)
                .containsExactly("858", "853");
        assertThat(new UserFile("--users", file).find("858", "realm")).isPresent();
        var secret = Files.writeString(folder.resolve("secret"), "\uFEFFSECRET\r\n");
        assertThat(AccountOptions.firstLine(secret)).isEqualTo("SECRET");
        var config = Files.writeString(folder.resolve("pbx.conf"), "\uFEFF[extensions]\r\n858 = SECRET\r\n");
        assertThat(ConfigFile.read("--config", config).of("extensions")).hasSize(1);
    }

    @Test
    void anotherEncodingIsNamed() throws IOException {
        var file = Files.write(folder.resolve("old"), "858 = \u00e4".getBytes(StandardCharsets.ISO_8859_1));
        for (var option : new String[] {"--config", "--extensions", "--users"}) {
            try (var run = Run.of("pbx", option, file.toString())) {
                assertThat(run.exitCode()).isEqualTo(2);
                assertThat(run.complaints()).contains(option + ": ", "it is no text in UTF-8");
            }
        }
    }
}

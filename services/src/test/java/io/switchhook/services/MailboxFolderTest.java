package io.switchhook.services;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The files of a mailbox, and its PIN")
class MailboxFolderTest {
    private static final LocalDateTime WHEN = LocalDateTime.of(2026, 11, 30, 16, 40, 12);

    @TempDir
    private Path root;

    private MailboxFolder folder;

    @BeforeEach
    void prepare() throws IOException {
        folder = new MailboxFolder(root, "853");
        folder.prepare();
    }

    private String name(String caller) {
        var file = folder.begin(WHEN, caller);
        assertThat(file.normalize().getParent()).isEqualTo(root.resolve("853"));
        return file.getFileName().toString();
    }

    @Test
    void whatACallerIsCalledMeansNothingInAPath() {
        assertThat(name("858")).isEqualTo("20261130-164012-858.part");
        assertThat(name("+4930")).isEqualTo("20261130-164012-+4930.part");
        assertThat(name("../../../etc/passwd")).isEqualTo("20261130-164012-_________etc_passwd.part");
        assertThat(name("a\u0000b\r\n:")).isEqualTo("20261130-164012-a_b___.part");
        assertThat(name("")).isEqualTo("20261130-164012-unknown.part");
        assertThat(name("9".repeat(500))).hasSize("20261130-164012-.part".length() + 32);
    }

    @Test
    void twoMessagesOfOneSecondAreTwoFiles() throws IOException {
        var first = Files.writeString(folder.begin(WHEN, "858"), "first");
        var second = Files.writeString(folder.begin(WHEN, "858"), "second");
        assertThat(folder.fresh()).as("while they are recorded").isEmpty();
        folder.keep(first);
        folder.keep(second);
        assertThat(folder.fresh())
                .extracting(file -> file.getFileName().toString())
                .as("oldest first")
                .containsExactly("20261130-164012-858.wav", "20261130-164012-858_2.wav");
        var heard = folder.settle(folder.fresh().get(0), true);
        assertThat(name("858")).isEqualTo("20261130-164012-858_3.part");
        assertThat(folder.heard()).containsExactly(heard);
        assertThat(folder.settle(heard, false)).isEqualTo(root.resolve("853").resolve("20261130-164012-858.wav"));
        assertThat(folder.bytes()).isEqualTo("firstsecond".length());
    }

    @Test
    void aPinIsGuessedTenTimesAndThenNotForAWhile() {
        var guard = new PinGuard(Map.of("858", Optional.of("7391"), "853", Optional.empty()));
        assertThat(guard.accepts("858", "7391", 0)).isTrue();
        assertThat(guard.accepts("853", "", 0)).isFalse();
        assertThat(guard.accepts("999", "7391", 0)).isFalse();
        for (int i = 0; i < 10; i++) {
            assertThat(guard.accepts("858", "0000", 0)).isFalse();
        }
        assertThat(guard.isLocked("858", 1)).isTrue();
        assertThat(guard.accepts("858", "7391", 1)).isFalse();
        assertThat(guard.accepts("858", "7391", Duration.ofMinutes(15).toNanos() - 1))
                .isFalse();
        assertThat(guard.accepts("858", "7391", Duration.ofMinutes(15).toNanos()))
                .isTrue();
    }

    @Test
    void settingsThatCannotBeAreToldAtOnce() {
        var settings = VoicemailSettings.in(root);
        assertThatIllegalArgumentException().isThrownBy(() -> settings.withMailbox(".."));
        assertThatIllegalArgumentException().isThrownBy(() -> settings.withMailbox("853", "123"));
        assertThatIllegalArgumentException().isThrownBy(() -> settings.withShortest(Duration.ofSeconds(6)));
        assertThatIllegalArgumentException().isThrownBy(() -> settings.withLongest(Duration.ofSeconds(4)));
        assertThatIllegalArgumentException().isThrownBy(() -> settings.withSilence(Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> settings.withMostMessages(0));
        assertThatIllegalArgumentException().isThrownBy(() -> settings.withMostBytes(1));
        assertThat(settings.withMailbox("853", "7391").toString()).doesNotContain("7391");
    }

    @ParameterizedTest
    @ValueSource(strings = {"con", "NUL", "com1", "Lpt9"})
    void aMailboxIsNotCalledAsADeviceIs(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> VoicemailSettings.in(root).withMailbox(name));
    }

    @Test
    void mailboxesDifferInMoreThanCapitals() {
        var settings = VoicemailSettings.in(root).withMailbox("anna");
        assertThat(settings.withMailbox("anna", "4711").mailboxes()).hasSize(1);
        assertThatIllegalArgumentException().isThrownBy(() -> settings.withMailbox("Anna"));
    }
}

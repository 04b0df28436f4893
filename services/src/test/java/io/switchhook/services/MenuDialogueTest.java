package io.switchhook.services;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("What a menu makes of keys and silence")
class MenuDialogueTest {
    private static final MenuSettings SALES = MenuSettings.NONE
            .withKey('1', MenuChoice.dial("895"))
            .withKey('*', MenuChoice.back())
            .withAttempts(2);
    private static final MenuSettings MENU = MenuSettings.NONE
            .withKey('1', MenuChoice.dial("858"))
            .withKey('2', MenuChoice.submenu(SALES))
            .withKey('3', MenuChoice.dial("0049301234"))
            .withKey('9', MenuChoice.repeat())
            .withKey('0', MenuChoice.hangUp())
            .withKey('4', MenuChoice.dialOut("0170123"))
            .withKey('#', MenuChoice.dial("853"))
            .withDirect("123", "12", "853")
            .withPatience(Duration.ofSeconds(5))
            .withPause(Duration.ofSeconds(2));

    /** Plays a table: p all is played, t time is up, y and n what became of the transfer, anything else is a key. */
    private static String play(MenuSettings menu, String inputs) throws IOException {
        var sounds = new IdentityHashMap<MenuSettings, MenuSounds>();
        for (var each : menu.all()) {
            sounds.put(each, MenuSounds.read(each));
        }
        var dialogue = new MenuDialogue(menu, sounds);
        var steps = new ArrayList<Step>();
        dialogue.onBegin();
        for (char input : inputs.toCharArray()) {
            steps.addAll(
                    switch (input) {
                        case 'p' -> dialogue.onPlayed();
                        case 't' -> dialogue.onTime();
                        case 'y' -> dialogue.onDialled(true);
                        case 'n' -> dialogue.onDialled(false);
                        default -> dialogue.onDigit(input);
                    });
        }
        return String.join(", ", steps.stream().map(Step::toString).toList());
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
            p     | await 5000 ms
            3     | hush, rest, dial 0049301234
            p3    | await 5000 ms, hush, rest, dial 0049301234
            4     | hush, rest, dial out 0170123
            4n    | hush, rest, dial out 0170123, say nobody, say greeting
            1     | hush, await 2000 ms
            1t    | hush, await 2000 ms, dial 858
            1#    | hush, await 2000 ms, hush, rest, dial 858
            12t   | hush, await 2000 ms, hush, await 2000 ms, dial 12
            123   | hush, await 2000 ms, hush, await 2000 ms, hush, rest, dial 123
            14    | hush, await 2000 ms, hush, rest, say wrong key, say greeting
            85t   | hush, await 2000 ms, hush, await 2000 ms, say wrong key, say greeting
            853   | hush, await 2000 ms, hush, await 2000 ms, hush, rest, dial 853
            #     | hush, rest, dial 853
            7     | hush, rest, say wrong key, say greeting
            t     | say no key, say greeting
            ttt   | say no key, say greeting, say no key, say greeting, hang up
            9     | hush, rest, say greeting
            0     | hush, rest, hang up
            21    | hush, rest, say greeting, hush, rest, dial 895
            2*3   | hush, rest, say greeting, hush, rest, say greeting, hush, rest, dial 0049301234
            23    | hush, rest, say greeting, hush, rest, say wrong key, say greeting
            3y    | hush, rest, dial 0049301234
            3n    | hush, rest, dial 0049301234, say nobody, say greeting
            35n3  | hush, rest, dial 0049301234, say nobody, say greeting, hush, rest, dial 0049301234
            """)
    void keysAndSilence(String inputs, String expected) throws IOException {
        assertThat(play(MENU, inputs)).isEqualTo(expected);
    }

    @Test
    void whoHasNoAttemptsLeftIsSentOnAndThenHungUpOn() throws IOException {
        var menu = MENU.withAttempts(1).withOtherwise("858");
        assertThat(play(menu, "pt")).isEqualTo("await 5000 ms, dial 858");
        assertThat(play(menu, "ptn")).isEqualTo("await 5000 ms, dial 858, hang up");
    }

    @Test
    void aChoiceGivesAllAttemptsBack() throws IOException {
        assertThat(play(MENU, "tt9tt")).doesNotContain("hang up");
    }

    @Test
    void nobodyWalksAboutForEver() throws IOException {
        assertThat(play(MENU, "9".repeat(58))).doesNotContain("hang up");
        assertThat(play(MENU, "9".repeat(60))).endsWith("hang up");
        assertThat(play(MENU, "3n".repeat(60))).endsWith("hang up");
    }

    @Test
    @DisplayName("Whatever is typed, nothing is dialled that the settings do not name")
    void onlyWhatIsNamedIsDialled() throws IOException {
        var named = List.of(
                "dial 858", "dial 895", "dial 0049301234", "dial 853", "dial 123", "dial 12", "dial out 0170123");
        var keys = "0123456789*#t";
        for (int i = 0; i < keys.length() * keys.length() * keys.length() * keys.length(); i++) {
            var typed = new StringBuilder();
            for (int rest = i, k = 0; k < 4; k++, rest /= keys.length()) {
                typed.append(keys.charAt(rest % keys.length()));
            }
            for (var step : play(MENU, typed.toString()).split(", ")) {
                assertThat(!step.startsWith("dial ") || named.contains(step))
                        .as(typed + " leads to " + step)
                        .isTrue();
            }
        }
    }

    @Test
    void settingsThatCannotBeAreToldAtOnce() {
        assertThatIllegalArgumentException().isThrownBy(() -> MENU.withKey('A', MenuChoice.repeat()));
        assertThatIllegalArgumentException().isThrownBy(() -> MenuChoice.dial("sip:858@elsewhere.example"));
        assertThatIllegalArgumentException().isThrownBy(() -> MENU.withDirect("85*"));
        assertThatIllegalArgumentException().isThrownBy(() -> MENU.withAttempts(0));
        assertThatIllegalArgumentException().isThrownBy(() -> MENU.withOtherwise(""));
        assertThatIllegalArgumentException().isThrownBy(() -> MENU.withPatience(Duration.ZERO));
    }
}

package io.switchhook.services;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("How a message is left")
class LeaveDialogueTest {

    /**
     * Plays a table: g there is room, f there is none, p all is played, t time is up, q nothing is said, k and s what was recorded is kept or too short, x the disk
     * fails, else a key.
     */
    private static String play(String inputs) {
        var dialogue = new LeaveDialogue(Announcement.tones());
        var steps = new ArrayList<>(dialogue.onBegin());
        for (char input : inputs.toCharArray()) {
            steps.addAll(
                    switch (input) {
                        case 'g' -> dialogue.onPrepared(Sound.tone("hello", 700, 100, 1), Duration.ofSeconds(60));
                        case 'f' -> dialogue.onFull();
                        case 'p' -> dialogue.onPlayed();
                        case 't' -> dialogue.onTime();
                        case 'q' -> dialogue.onSilence();
                        case 'k' -> dialogue.onRecorded(true);
                        case 's' -> dialogue.onRecorded(false);
                        case 'x' -> dialogue.onTrouble();
                        default -> dialogue.onDigit(input);
                    });
        }
        return String.join(", ", steps.stream().map(Step::toString).toList());
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
            g     | rest, say hello, say beep
            g#    | rest, say hello, say beep, hush, say beep
            g5    | rest, say hello, say beep
            gp    | rest, say hello, say beep, record, await 60000 ms
            gp5   | rest, say hello, say beep, record, await 60000 ms
            gp#   | rest, say hello, say beep, record, await 60000 ms, stop recording, await 30000 ms
            gp##  | rest, say hello, say beep, record, await 60000 ms, stop recording, await 30000 ms
            gpt   | rest, say hello, say beep, record, await 60000 ms, stop recording, await 30000 ms
            gpq   | rest, say hello, say beep, record, await 60000 ms, stop recording, await 30000 ms
            gp#k  | rest, say hello, say beep, record, await 60000 ms, stop recording, await 30000 ms, rest, hush, say message-saved
            gp#kp | rest, say hello, say beep, record, await 60000 ms, stop recording, await 30000 ms, rest, hush, say message-saved, hang up
            gp#s  | rest, say hello, say beep, record, await 60000 ms, stop recording, await 30000 ms, rest, hush, hang up
            gpk   | rest, say hello, say beep, record, await 60000 ms, rest, hush, say message-saved
            gpx   | rest, say hello, say beep, record, await 60000 ms, rest, hush, say sorry
            gpxkp | rest, say hello, say beep, record, await 60000 ms, rest, hush, say sorry, hang up
            gp#t  | rest, say hello, say beep, record, await 60000 ms, stop recording, await 30000 ms, rest, hush, say sorry
            fp    | rest, hush, say mailbox-full, hang up
            tp    | rest, hush, say sorry, hang up
            tgxp  | rest, hush, say sorry, hang up
            """)
    void table(String inputs, String expected) {
        assertThat(play(inputs)).isEqualTo("prepare, await 30000 ms, " + expected);
    }
}

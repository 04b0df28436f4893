package io.switchhook.services;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("How messages are heard")
class ListenDialogueTest {
    private static final Sound SPEECH = Sound.tone("speech", 700, 100, 1);

    /**
     * Plays a table: p all is played, t time is up, l a message is there, u it cannot be read, k and s what became of a recording, x the disk fails, y and n of the PIN,
     * else a key.
     */
    private static String play(ListenDialogue dialogue, List<Step> begun, String inputs) {
        var steps = new ArrayList<>(begun);
        for (char input : inputs.toCharArray()) {
            steps.addAll(
                    switch (input) {
                        case 'p' -> dialogue.onPlayed();
                        case 't' -> dialogue.onTime();
                        case 'l' -> dialogue.onLoaded(SPEECH);
                        case 'u' -> dialogue.onUnreadable();
                        case 'k' -> dialogue.onRecorded(true);
                        case 's' -> dialogue.onRecorded(false);
                        case 'x' -> dialogue.onTrouble();
                        case 'y' -> dialogue.onPin(true);
                        case 'n' -> dialogue.onPin(false);
                        default -> dialogue.onDigit(input);
                    });
        }
        return String.join(", ", steps.stream().map(Step::toString).toList());
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
            p     | hush, load 0, await 30000 ms
            1     | hush, load 0, await 30000 ms
            pl    | hush, load 0, await 30000 ms, rest, say speech
            plp   | hush, load 0, await 30000 ms, rest, say speech, old 0, await 2000 ms
            plpt  | hush, load 0, await 30000 ms, rest, say speech, old 0, await 2000 ms, hush, load 1, await 30000 ms
            pl6l  | hush, load 0, await 30000 ms, rest, say speech, old 0, hush, load 1, await 30000 ms, rest, say old-messages, say speech
            pl9   | hush, load 0, await 30000 ms, rest, say speech, new 0, hush, load 1, await 30000 ms
            pl7   | hush, load 0, await 30000 ms, rest, say speech, delete 0, hush, load 1, await 30000 ms
            pl5   | hush, load 0, await 30000 ms, rest, say speech, hush, load 0, await 30000 ms
            pl4   | hush, load 0, await 30000 ms, rest, say speech, old 0, hush, load 0, await 30000 ms
            pl1   | hush, load 0, await 30000 ms, rest, say speech
            pup   | hush, load 0, await 30000 ms, rest, say sorry, old 0, await 2000 ms
            p6    | hush, load 0, await 30000 ms
            ptp   | hush, load 0, await 30000 ms, rest, hush, say sorry, hang up
            pxlp  | hush, load 0, await 30000 ms, rest, hush, say sorry, hang up
            """)
    void oneNewAndOneOldMessage(String inputs, String expected) {
        var dialogue = new ListenDialogue(Announcement.tones(), Optional.of("853"), false);
        var begun = new ArrayList<>(dialogue.onBegin());
        begun.addAll(dialogue.onMessages(
                List.of(new ListenDialogue.Message(0, false), new ListenDialogue.Message(1, true))));
        assertThat(play(dialogue, begun, inputs))
                .isEqualTo("hush, look 853, await 30000 ms, rest, say you-have-messages, " + expected);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
            pt    | await 2000 ms, hang up
            p#    | await 2000 ms, hush, rest, hang up
            p4    | await 2000 ms
            p0    | await 2000 ms, hush, rest, say beep
            p0p   | await 2000 ms, hush, rest, say beep, record, await 120000 ms
            p0p#  | await 2000 ms, hush, rest, say beep, record, await 120000 ms, stop recording, await 30000 ms
            p0pt  | await 2000 ms, hush, rest, say beep, record, await 120000 ms, stop recording, await 30000 ms
            p0p#kp | await 2000 ms, hush, rest, say beep, record, await 120000 ms, stop recording, await 30000 ms, rest, say greeting-saved, await 2000 ms
            """)
    void withoutMessagesAGreetingCanBeRecorded(String inputs, String expected) {
        var dialogue = new ListenDialogue(Announcement.tones(), Optional.of("853"), false);
        dialogue.onBegin();
        assertThat(play(dialogue, dialogue.onMessages(List.of()), inputs))
                .isEqualTo("rest, say no-messages, " + expected);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
            8#    | say mailbox, hush, await 3000 ms, hush, rest, hush, say pin
            8t    | say mailbox, hush, await 3000 ms, rest, hush, say pin
            8#1#  | say mailbox, hush, await 3000 ms, hush, rest, hush, say pin, hush, await 3000 ms, hush, rest, check pin of 8
            8#1ty | say mailbox, hush, await 3000 ms, hush, rest, hush, say pin, hush, await 3000 ms, rest, check pin of 8, hush, look 8, await 30000 ms
            #tn   | say mailbox, hush, rest, hush, say pin, rest, check pin of , say wrong-pin, say mailbox
            """)
    void fromElsewhere(String inputs, String expected) {
        var dialogue = new ListenDialogue(Announcement.tones(), Optional.empty(), false);
        assertThat(play(dialogue, dialogue.onBegin(), inputs)).isEqualTo(expected);
    }

    @Test
    void threeAttemptsAndNoMore() {
        var dialogue = new ListenDialogue(Announcement.tones(), Optional.empty(), false);
        assertThat(play(dialogue, dialogue.onBegin(), "ttnttnttnp")).endsWith("rest, hush, say wrong-pin, hang up");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
            1#y   | say pin, hush, await 3000 ms, hush, rest, check pin of 853, hush, look 853, await 30000 ms
            1#n   | say pin, hush, await 3000 ms, hush, rest, check pin of 853, say wrong-pin, say pin
            """)
    void atTheOwnTelephoneWherePinsAreAlwaysAskedFor(String inputs, String expected) {
        var dialogue = new ListenDialogue(Announcement.tones(), Optional.of("853"), true);
        assertThat(play(dialogue, dialogue.onBegin(), inputs)).isEqualTo(expected);
    }
}

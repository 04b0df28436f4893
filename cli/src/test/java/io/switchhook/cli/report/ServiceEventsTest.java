package io.switchhook.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.cli.EventsCommand;
import io.switchhook.services.AgentMiss;
import io.switchhook.services.AgentState;
import io.switchhook.services.QueueCaller;
import io.switchhook.services.QueueEvent;
import io.switchhook.services.QueueExit;
import io.switchhook.services.VoicemailEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What {@code switchhook pbx} tells of its queues and mailboxes. */
class ServiceEventsTest {
    private static final QueueCaller ANNA = new QueueCaller(1, "858", Optional.of("Anna\u001b[2J"));
    private static final Duration MINUTE = Duration.ofSeconds(61);

    private static final List<QueueEvent> OF_A_QUEUE = List.of(
            new QueueEvent.Entered(ANNA, 2),
            new QueueEvent.Offered(ANNA, "853"),
            new QueueEvent.Missed(ANNA, "853", AgentMiss.BUSY),
            new QueueEvent.Connected(ANNA, "895", MINUTE),
            new QueueEvent.GaveUp(ANNA, MINUTE),
            new QueueEvent.WentOn(ANNA, QueueExit.TOO_LONG, MINUTE),
            new QueueEvent.AgentChanged("853", AgentState.WRAP_UP));

    private static final List<VoicemailEvent> OF_A_VOICEMAIL = List.of(
            new VoicemailEvent.MessageLeft("853", "858", Instant.EPOCH, Path.of("853", "a.wav"), MINUTE),
            new VoicemailEvent.PinRefused("853", "858", true),
            new VoicemailEvent.Trouble("853", "The disk is full."));

    @Test
    void eachEventIsASentenceWithoutWhatCallersWouldDoToTheTerminal() {
        assertThat(OF_A_QUEUE)
                .extracting(event -> ServiceWords.of("700", event))
                .containsExactly(
                        "858 (Anna\\x1b[2J) waits at the queue 700, number 2 in the line.",
                        "853 is called for 858 (Anna\\x1b[2J) at the queue 700.",
                        "853 does not get 858 (Anna\\x1b[2J) at the queue 700: busy.",
                        "895 has 858 (Anna\\x1b[2J) at the queue 700 after 61s.",
                        "858 (Anna\\x1b[2J) gave up at the queue 700 after 61s.",
                        "858 (Anna\\x1b[2J) is sent on at the queue 700: nobody was free for 61s.",
                        "853 at the queue 700 wraps up.");
        assertThat(OF_A_VOICEMAIL)
                .extracting(ServiceWords::of)
                .containsExactly(
                        "858 has left a message of 61s for 853: " + Path.of("853", "a.wav") + ".",
                        "858 has typed a wrong PIN for the mailbox of 853, which takes none for a while.",
                        "The mailbox of 853: The disk is full.");
    }

    @Test
    void eachEventIsALineOfJsonThatTheHelpExplains() {
        var queue = OF_A_QUEUE.stream()
                .map(event -> ServiceJson.of("700", event).end())
                .toList();
        assertThat(queue).allMatch(line -> line.contains("\"number\":\"700\""));
        assertThat(queue.get(3))
                .startsWith("{\"event\":\"queue_connected\"")
                .contains("\"caller\":\"858\"", "\"agent\":\"895\"", "\"waitedMillis\":61000");
        var voicemail = OF_A_VOICEMAIL.stream()
                .map(event -> ServiceJson.of("800", event).end())
                .toList();
        assertThat(voicemail.get(0))
                .startsWith("{\"event\":\"voicemail_message_left\"")
                .contains("\"mailbox\":\"853\"", "\"lengthMillis\":61000");
        var help = EventsCommand.text();
        for (var line : List.of(queue, voicemail)) {
            assertThat(line)
                    .allSatisfy(json ->
                            assertThat(help).contains(json.substring("{\"event\":\"".length(), json.indexOf("\",\""))));
        }
    }
}

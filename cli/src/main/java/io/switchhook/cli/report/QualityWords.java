package io.switchhook.cli.report;

import io.switchhook.media.session.ReceivedAudio;
import io.switchhook.media.session.StreamStatistics;
import io.switchhook.phone.call.CallStatistics;
import java.time.Duration;
import java.util.Optional;

/** How good a call was, for people and for programs; nothing where no audio ran. */
public final class QualityWords {
    private QualityWords() {}

    /** The audio of a call that was answered, and has sent or heard something. */
    private static Optional<StreamStatistics> audio(CallStatistics call) {
        return call.audio()
                .filter(audio -> !call.duration().isZero()
                        && audio.sent().packets() + audio.received().packets() > 0);
    }

    static Optional<String> sentence(CallStatistics call) {
        return audio(call).map(audio -> {
            var words = new StringBuilder("It lasted " + duration(call.duration()) + ": ");
            if (audio.received().packets() == 0) {
                words.append("nothing was heard, ")
                        .append(audio.sent().packets())
                        .append(" packets of ")
                        .append(audio.sent().codec().encoding())
                        .append(" sent");
            } else {
                heard(words, audio.received());
            }
            audio.roundTrip().ifPresent(trip -> words.append(", round trip ").append(millis(trip)));
            call.quality()
                    .ifPresent(quality -> words.append(", MOS ")
                            .append(tenths(quality.mosConversational().orElse(quality.mosListening()))));
            long theirs = audio.remote().lost().orElse(0);
            if (theirs > 0) {
                words.append("; of ours ")
                        .append(of(theirs, audio.sent().packets()))
                        .append(" lost");
            }
            return words.append('.').toString();
        });
    }

    private static void heard(StringBuilder words, ReceivedAudio received) {
        var losses = received.losses();
        received.codec().ifPresent(codec -> words.append(codec.encoding()).append(", "));
        words.append(losses.lost() == 0 ? "nothing" : of(losses.lost(), losses.expected()))
                .append(" lost");
        if (losses.discarded() > 0) {
            words.append(", ").append(of(losses.discarded(), losses.expected())).append(" too late");
        }
        received.jitter().ifPresent(jitter -> words.append(", jitter ").append(millis(jitter)));
    }

    private static String of(long part, long whole) {
        return part + " of " + whole + " packets (" + tenths(100.0 * part / Math.max(1, whole)) + " %)";
    }

    private static String duration(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds < 60) {
            return tenths(duration.toMillis() / 1000.0) + " s";
        }
        long hours = seconds / 3600;
        return (hours > 0 ? hours + " h " : "") + seconds / 60 % 60 + " min " + seconds % 60 + " s";
    }

    private static String millis(Duration duration) {
        double millis = duration.toNanos() / 1e6;
        return (millis < 10 ? tenths(millis) : Long.toString(Math.round(millis))) + " ms";
    }

    private static String tenths(double value) {
        long tenths = Math.round(10 * value);
        return tenths / 10 + "." + tenths % 10;
    }

    /** Adds what is known; empty where no audio ran. */
    static Optional<JsonLine> add(JsonLine line, CallStatistics call) {
        return audio(call).map(audio -> {
            var received = audio.received();
            line.put("durationMillis", call.duration().toMillis())
                    .put("codec", received.codec().orElse(audio.sent().codec()).encoding())
                    .put("sent", audio.sent().packets())
                    .put("received", received.packets())
                    .put("expected", received.losses().expected())
                    .put("lost", received.losses().lost())
                    .put("late", received.losses().discarded());
            received.jitter().ifPresent(jitter -> line.put("jitterMillis", jitter.toNanos() / 1e6));
            audio.roundTrip().ifPresent(trip -> line.put("roundTripMillis", trip.toNanos() / 1e6));
            audio.remote().lost().ifPresent(lost -> line.put("remoteLost", lost));
            call.quality().ifPresent(quality -> {
                line.put("mosListening", quality.mosListening());
                quality.mosConversational().ifPresent(score -> line.put("mosConversational", score));
                quality.rFactor().ifPresent(rating -> line.put("rFactor", rating));
            });
            return line;
        });
    }
}

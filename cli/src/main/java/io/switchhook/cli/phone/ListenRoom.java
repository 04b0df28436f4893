package io.switchhook.cli.phone;

import io.switchhook.cli.console.CommandEnd;
import io.switchhook.cli.console.FileTrouble;
import io.switchhook.cli.option.KeptSound;
import io.switchhook.cli.option.MediaOptions;
import io.switchhook.cli.report.Reports;
import io.switchhook.media.pcm.PcmSink;
import io.switchhook.phone.Call;
import io.switchhook.phone.Conference;
import io.switchhook.phone.ConferenceEvent;
import io.switchhook.phone.JoinOutcome;
import io.switchhook.phone.Recording;
import io.switchhook.phone.RecordingOptions;
import java.io.IOException;
import java.util.Optional;

/** The room of {@code listen --conference}: everybody who calls is in it, and what is played or said here. */
final class ListenRoom {
    private static final PcmSink NOWHERE = (samples, offset, length) -> {};

    private final Reports reports;
    private final Conference conference;
    private final Optional<Recording> recording;

    private ListenRoom(Reports reports, Conference conference, Optional<Recording> recording) {
        this.reports = reports;
        this.conference = conference;
        this.recording = recording;
    }

    static ListenRoom open(PhoneSession session, MediaOptions media) throws CommandEnd {
        var conference =
                session.phone().openConference(Conference.DEFAULT_LIMIT).showFocus();
        var reports = session.reports();
        var source = media.sources();
        if (source.isPresent()) {
            conference.join("here", source.get().get(), media.sink().orElse(NOWHERE));
        }
        conference.onEvent(event -> tell(reports, conference, event));
        return new ListenRoom(reports, conference, record(conference, media));
    }

    private static Optional<Recording> record(Conference conference, MediaOptions media) throws CommandEnd {
        var file = media.wholeRecording();
        if (file.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(conference.record(file.get(), RecordingOptions.DEFAULT));
        } catch (IOException e) {
            throw CommandEnd.usage("--record: " + file.get() + " cannot be written: " + FileTrouble.reason(e));
        }
    }

    private static void tell(Reports reports, Conference conference, ConferenceEvent event) {
        if (event instanceof ConferenceEvent.Joined joined) {
            reports.remark(joined.participant().name() + " is in the conference" + others(conference) + ".");
        } else if (event instanceof ConferenceEvent.Left left) {
            reports.remark(left.participant().name() + " has left the conference" + others(conference) + ".");
        }
    }

    private static String others(Conference conference) {
        return ", " + conference.participants().size() + " there now";
    }

    /** Whether there was room for one more. */
    boolean takes(Call call) {
        var outcome = conference.join(call);
        if (outcome instanceof JoinOutcome.Full full) {
            reports.remark("Not taken, the conference has its " + full.limit() + " participants: a call from "
                    + call.remoteNumber() + ".");
        }
        return outcome.isJoined();
    }

    void close() {
        conference.close();
        recording.ifPresent(running -> KeptSound.tell(reports, running));
    }
}

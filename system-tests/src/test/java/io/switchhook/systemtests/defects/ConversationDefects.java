package io.switchhook.systemtests.defects;

import java.util.List;

/** Defects of conferences and recordings. */
final class ConversationDefects {
    static final List<Defect> ALL = List.of(
            Defect.named("who is in a conference hears himself")
                    .in(
                            "stack",
                            "stack/media/MixPort",
                            "mixer.mixWithout(frame, 0, mixed, 0, length, limiter);",
                            "mixer.mixAll(mixed, 0, length, limiter);")
                    .foundBy("scenario.ConferenceTest#callsOfTwoPhonesMeet"),
            Defect.named("a conference hears the music of who holds us")
                    .in(
                            "phone",
                            "phone/Participant",
                            "state != CallState.IN_CALL && state != CallState.TRANSFERRING",
                            "!state.isAnswered()")
                    .foundBy("scenario.ConferenceTest#musicOfWhoHoldsUsIsNotHeard"),
            Defect.named("a transfer leaves an empty seat")
                    .in(
                            "phone",
                            "phone/CallAudio",
                            "if (next.filter(audio -> audio.takeSeat(participant)).isPresent()) {",
                            "if (next.filter(audio -> false).isPresent()) {")
                    .foundBy("scenario.ConferenceTest#seatGoesToTheCallThatTakesItsPlace"),
            Defect.named("what is said in a pause is in the file")
                    .in("phone", "phone/Recording", "Arrays.fill(frame, 0, samples, (short) 0);", "begun = true;")
                    .foundBy("scenario.RecordingTest#whatIsSaidInAPauseIsNotInTheFile"),
            Defect.named("a gap in the audio shortens the file")
                    .in("phone", "phone/Recording", "if (missing > GAP_NANOS", "if (samples < 0 && missing > GAP_NANOS")
                    .foundBy("scenario.RecordingTest#nothingToHearBetweenTwoCallsIsSilenceOfItsLength"),
            Defect.named("the length of a recording is not in its header before the end")
                    .in(
                            "phone",
                            "phone/internal/audio/WavFile",
                            "writeFully(header.flip(), 0);\n        if (!Files",
                            "if (!Files")
                    .foundBy("scenario.RecordingTest#headerIsRightWhileTheCallGoesOn"));

    private ConversationDefects() {}
}

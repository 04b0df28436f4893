package io.switchhook.cli.report;

import io.switchhook.ice.IcePair;
import io.switchhook.pbx.PbxEvent;
import io.switchhook.phone.Call;
import io.switchhook.phone.IncomingMessage;
import io.switchhook.phone.RegistrationChange;
import io.switchhook.phone.call.CallEnding;
import io.switchhook.phone.call.CallState;
import io.switchhook.phone.call.CallStatistics;
import io.switchhook.phone.line.PeerCapabilities;
import io.switchhook.sdp.CryptoSuite;
import io.switchhook.services.QueueEvent;
import io.switchhook.services.VoicemailEvent;
import io.switchhook.stack.conference.ConferenceUser;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What a command tells while it runs: sentences for people or JSON for programs. Safe to call from any thread. */
public interface Reports {

    /** Bound, and registered where that was asked for; the first address is the one to use. */
    void ready(List<String> addresses);

    /** At these numbers of the PBX services answer; none when that is not asked for. */
    void services(List<String> numbers);

    void registration(RegistrationChange change);

    /**
     * A call has got another state.
     *
     * @param incoming whether the other side called
     * @param name what the caller calls itself, of an incoming call that gives one
     */
    void call(
            Call call,
            boolean incoming,
            Optional<String> name,
            CallState state,
            Optional<Integer> status,
            String reason);

    /** Which way audio goes, as ICE has found it; empty when it is lost. */
    void path(Call call, Optional<IcePair> path);

    /** What the audio is encrypted with, when that changes while they talk; empty when it is not any more. */
    void encryption(Call call, Optional<CryptoSuite> encryption);

    /** What a caller says under a name in its INVITE. */
    void header(Call call, String name, List<String> values);

    /** A report on the way of a transfer, or its outcome; {@code state} is {@code PROGRESS}, {@code FOLLOWED} or the name of an outcome. */
    void transfer(Call call, String target, String state, Optional<Integer> status, String reason);

    /** A message has come in. */
    void message(IncomingMessage message);

    /**
     * A message of ours has its outcome.
     *
     * @param state the name of the outcome
     * @param complaint what went wrong; empty when nothing did
     */
    void messageSent(String to, String state, Optional<Integer> status, String complaint);

    /** Somebody has answered what it can. */
    void capabilities(String of, int status, PeerCapabilities capabilities, Duration roundTrip);

    /** Who has come into a conference and who has gone, and who is there now. */
    void roster(String of, List<ConferenceUser> joined, List<ConferenceUser> left, List<ConferenceUser> present);

    /** A call is over. */
    void end(Call call, CallEnding ending);

    /** How good a call was that is over; does nothing where no audio ran. */
    void quality(Call call, CallStatistics statistics);

    /** Something has happened in the PBX. */
    void pbx(PbxEvent event);

    /** Something has happened in the queue at that number. */
    void queue(String number, QueueEvent event);

    /** Something has happened in the voicemail at that number. */
    void voicemail(String number, VoicemailEvent event);

    /** The messages of a call, or of a whole PBX. */
    void ladder(String title, String drawing);

    /** Something that went wrong or is worth knowing, for people only. */
    void remark(String sentence);
}

package io.switchhook.sip.core.usage;

import io.switchhook.sip.message.SipMessage;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.MinSeHeader;
import io.switchhook.sip.message.header.RequireHeader;
import io.switchhook.sip.message.header.SessionExpiresHeader;
import io.switchhook.sip.message.uri.Parameters;
import java.time.Duration;
import java.util.Optional;

/** The session timer of RFC 4028 at one end: what its headers say and when something is due. Pure; the session keeps the clock. */
final class SessionTimer {
    /** RFC 4028 §4: the absolute minimum, and the default of Min-SE; in seconds. */
    static final long SHORTEST = 90;
    /** More than a peer can mean, and still a delay that can be counted in nanoseconds. */
    private static final long LONGEST = Duration.ofDays(7).toSeconds();
    /** RFC 4028 §10. */
    private static final long MARGIN = 32;

    /** Who sends the refreshes. */
    enum Refresher {
        US,
        PEER
    }

    private record Agreed(long seconds, Refresher refresher) {}

    private final Optional<Duration> wanted;
    private Optional<Agreed> agreed = Optional.empty();
    private Optional<Long> learnedMinimum = Optional.empty();

    SessionTimer(Optional<Duration> wanted) {
        this.wanted = wanted;
    }

    /** Whether the request asks for less than anybody has to put up with, and can be told so (RFC 4028 §9). */
    static boolean isTooSmall(SipRequest request) {
        return InviteScreening.understands(request, InviteOptions.TIMER)
                && request.firstReadable(SessionExpiresHeader.TYPE)
                        .filter(asked -> asked.seconds() < SHORTEST)
                        .isPresent();
    }

    boolean isOn() {
        return wanted.isPresent();
    }

    boolean isRunning() {
        return agreed.isPresent();
    }

    boolean isOurs() {
        return agreed.filter(timer -> timer.refresher() == Refresher.US).isPresent();
    }

    /** RFC 4028 §10: half of the interval after the last refresh. */
    Optional<Duration> refreshIn() {
        return agreed.filter(timer -> timer.refresher() == Refresher.US)
                .map(timer -> Duration.ofSeconds(timer.seconds()).dividedBy(2));
    }

    /** RFC 4028 §10: when to send BYE, slightly before the end of the interval. */
    Optional<Duration> endIn() {
        return agreed.map(timer -> Duration.ofSeconds(timer.seconds() - Math.min(MARGIN, timer.seconds() / 3)));
    }

    // --- we send the request --------------------------------------------------------------------------------------

    /** The INVITE that opens the call: it leaves open who refreshes. Supported is written with the other option tags. */
    void addToFirst(SipRequest.Builder invite) {
        wanted.ifPresent(interval -> {
            long seconds = Math.max(interval.toSeconds(), learnedMinimum.orElse(SHORTEST));
            invite.set(SessionExpiresHeader.TYPE, SessionExpiresHeader.of(seconds));
            addMinimum(invite);
        });
    }

    /** RFC 4028 §7.4: every INVITE and UPDATE inside the dialog is a refresh; without the header it would switch the timer off. Supported is written with the other option tags. */
    void addToLater(SipRequest.Builder request) {
        if (!isOn()) {
            return;
        }
        agreed.ifPresent(timer -> {
            request.set(
                    SessionExpiresHeader.TYPE,
                    new SessionExpiresHeader(
                            Math.max(timer.seconds(), learnedMinimum.orElse(SHORTEST)),
                            refresher(timer.refresher() == Refresher.US ? "uac" : "uas")));
            addMinimum(request);
        });
    }

    private void addMinimum(SipRequest.Builder request) {
        // RFC 4028 §7.3, §7.4: a minimum learned from 422, or from a request of the peer, is said again in each later
        // one.
        learnedMinimum.ifPresent(seconds -> request.set(MinSeHeader.TYPE, MinSeHeader.of(seconds)));
    }

    /** @return whether a 422 tells something that a second try can obey (RFC 4028 §7.3) */
    boolean onTooSmall(SipResponse refusal) {
        return learnMinimum(refusal) && isOn();
    }

    private boolean learnMinimum(SipMessage message) {
        var minimum = message.firstReadable(MinSeHeader.TYPE)
                .map(MinSeHeader::seconds)
                .filter(seconds -> seconds <= LONGEST && seconds > learnedMinimum.orElse(0L));
        minimum.ifPresent(seconds -> learnedMinimum = minimum);
        return minimum.isPresent();
    }

    /** RFC 4028 §7.2: the 2xx says what holds; without the header there is no timer. */
    void onSuccess(SipResponse success) {
        agreed = success.firstReadable(SessionExpiresHeader.TYPE)
                .filter(said -> isOn())
                .map(said -> new Agreed(
                        clamp(said.seconds()),
                        said.refresher().filter("uas"::equalsIgnoreCase).isPresent() ? Refresher.PEER : Refresher.US));
    }

    // --- we answer the request ------------------------------------------------------------------------------------

    /** Writes what we grant into our 2xx, RFC 4028 §9, table 2. */
    void answer(SipRequest request, SipResponse.Builder success) {
        if (!isOn()) {
            return;
        }
        learnMinimum(request);
        var asked = request.firstReadable(SessionExpiresHeader.TYPE);
        if (asked.isEmpty()) {
            agreed = Optional.empty();
            return;
        }
        boolean understood = InviteScreening.understands(request, InviteOptions.TIMER);
        boolean ours = !understood
                || asked.get().refresher().filter("uas"::equalsIgnoreCase).isPresent();
        agreed = Optional.of(new Agreed(clamp(asked.get().seconds()), ours ? Refresher.US : Refresher.PEER));
        success.set(
                SessionExpiresHeader.TYPE,
                new SessionExpiresHeader(agreed.get().seconds(), refresher(ours ? "uas" : "uac")));
        if (understood) {
            success.set(RequireHeader.TYPE, new RequireHeader(InviteOptions.TIMER));
        }
    }

    /** A value below the minimum comes from elements that break the rules; to obey it would mean a refresh every few seconds. */
    private static long clamp(long seconds) {
        return Math.max(SHORTEST, Math.min(seconds, LONGEST));
    }

    private static Parameters refresher(String who) {
        return Parameters.EMPTY.with("refresher", who);
    }
}

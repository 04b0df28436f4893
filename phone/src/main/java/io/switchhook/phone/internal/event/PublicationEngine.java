package io.switchhook.phone.internal.event;

import io.switchhook.phone.event.PublicationOutcome;
import io.switchhook.phone.event.PublicationState;
import io.switchhook.phone.internal.words.EndingWords;
import io.switchhook.sip.core.event.EventPublication;
import io.switchhook.sip.core.event.EventState;
import io.switchhook.sip.core.event.PublicationPlan;
import io.switchhook.sip.core.event.PublicationUser;
import io.switchhook.sip.core.transaction.ClientFailure;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.stack.CallHost;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** One publication of a line on the signalling loop. */
public final class PublicationEngine implements PublicationUser {
    private static final Duration LIFETIME = Duration.ofHours(1);

    private final EventLine line;
    private final PublicationFace face;
    private final CallHost host;
    private final EventPublication publication;
    private List<Consumer<PublicationOutcome>> publishing = new ArrayList<>();
    private List<Runnable> removing = new ArrayList<>();
    private PublicationState state = PublicationState.NOT_PUBLISHED;

    public PublicationEngine(EventLine line, PublicationFace face, String eventPackage) {
        this.line = line;
        this.face = face;
        this.host = line.newHost();
        var address = host.identity().address();
        this.publication =
                new EventPublication(host, new PublicationPlan(address.uri(), address, eventPackage, LIFETIME), this);
    }

    public void publish(EventState next, Consumer<PublicationOutcome> result, long nowNanos) {
        if (line.isClosing()) {
            result.accept(new PublicationOutcome.Closed());
            return;
        }
        if (line.events().add(this)) {
            host.add(publication);
        }
        publishing.add(result);
        if (state != PublicationState.PUBLISHED) {
            become(PublicationState.PUBLISHING);
        }
        publication.publish(next, nowNanos);
    }

    public void remove(Runnable done, long nowNanos) {
        removing.add(done);
        if (state != PublicationState.NOT_PUBLISHED && state != PublicationState.REFUSED) {
            become(PublicationState.REMOVING);
        }
        publication.remove(nowNanos);
    }

    /** The host has slept: the server may have forgotten the state. */
    void onWoken(long nowNanos) {
        publication.refresh(nowNanos);
    }

    /** The phone closes: nothing more is waited for. */
    void abandon() {
        onRemoved(line.loop().nowNanos());
    }

    private void onGone() {
        settle(new PublicationOutcome.Closed());
        host.close();
        line.events().remove(this);
    }

    /** Whoever waits for a removal too: a state that was published after it has taken its place. */
    private void settle(PublicationOutcome outcome) {
        var waiting = publishing;
        publishing = new ArrayList<>();
        waiting.forEach(result -> result.accept(outcome));
        var gone = removing;
        removing = new ArrayList<>();
        gone.forEach(Runnable::run);
    }

    @Override
    public void onPublished(EventState published, Duration granted, long nowNanos) {
        become(PublicationState.PUBLISHED);
        settle(new PublicationOutcome.Published(granted));
    }

    @Override
    public void onRefused(SipResponse response, Optional<Duration> retryIn, long nowNanos) {
        var reason = EndingWords.reasonOf(response);
        var next = retryIn.isPresent() ? PublicationState.RETRYING : PublicationState.REFUSED;
        become(next, Optional.of(response.status()), reason, retryIn);
        settle(new PublicationOutcome.Refused(response.status(), reason, retryIn));
        if (retryIn.isEmpty()) {
            onGone();
        }
    }

    @Override
    public void onUnreachable(ClientFailure failure, Duration retryIn, long nowNanos) {
        var words = failure == ClientFailure.TIMEOUT
                ? "The server did not answer."
                : EndingWords.because("The server could not be reached.", host.trouble());
        become(PublicationState.RETRYING, Optional.empty(), words, Optional.of(retryIn));
        settle(new PublicationOutcome.Unreachable(words, retryIn));
    }

    private void become(PublicationState next) {
        become(next, Optional.empty(), "", Optional.empty());
    }

    private void become(PublicationState next, Optional<Integer> status, String reason, Optional<Duration> retryIn) {
        if (state == next) {
            return;
        }
        var previous = state;
        state = next;
        face.onState(previous, next, status, reason, retryIn);
    }

    @Override
    public void onRemoved(long nowNanos) {
        become(PublicationState.NOT_PUBLISHED);
        onGone();
    }
}

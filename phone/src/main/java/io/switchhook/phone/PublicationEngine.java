package io.switchhook.phone;

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

/** One publication of a line on the signalling loop. {@link Publication} is its face to other threads. */
final class PublicationEngine implements PublicationUser {
    private static final Duration LIFETIME = Duration.ofHours(1);

    private final LineEngine line;
    private final CallHost host;
    private final EventPublication publication;
    private List<Consumer<PublicationOutcome>> publishing = new ArrayList<>();
    private List<Runnable> removing = new ArrayList<>();

    PublicationEngine(LineEngine line, String eventPackage) {
        this.line = line;
        this.host = line.newHost();
        var address = host.identity().address();
        this.publication =
                new EventPublication(host, new PublicationPlan(address.uri(), address, eventPackage, LIFETIME), this);
    }

    void publish(EventState state, Consumer<PublicationOutcome> result, long nowNanos) {
        if (line.phone().isClosing()) {
            result.accept(new PublicationOutcome.Closed());
            return;
        }
        if (line.events().add(this)) {
            host.add(publication);
        }
        publishing.add(result);
        publication.publish(state, nowNanos);
    }

    void remove(Runnable done, long nowNanos) {
        removing.add(done);
        publication.remove(nowNanos);
    }

    /** The phone closes: nothing more is waited for. */
    void abandon() {
        onGone();
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
    public void onPublished(EventState state, Duration granted, long nowNanos) {
        settle(new PublicationOutcome.Published(granted));
    }

    @Override
    public void onRefused(SipResponse response, Optional<Duration> retryIn, long nowNanos) {
        settle(new PublicationOutcome.Refused(response.status(), EndingWords.reasonOf(response), retryIn));
        if (retryIn.isEmpty()) {
            onGone();
        }
    }

    @Override
    public void onUnreachable(ClientFailure failure, Duration retryIn, long nowNanos) {
        var words =
                failure == ClientFailure.TIMEOUT ? "The server did not answer." : "The server could not be reached.";
        settle(new PublicationOutcome.Unreachable(words, retryIn));
    }

    @Override
    public void onRemoved(long nowNanos) {
        onGone();
    }
}

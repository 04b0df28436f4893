package io.switchhook.phone.internal.engine;

import io.switchhook.media.session.StreamStatistics;
import io.switchhook.phone.internal.call.CallEngine;
import io.switchhook.phone.internal.call.CallReport;
import io.switchhook.sip.core.transaction.ClientFailure;
import io.switchhook.sip.core.transaction.ClientUser;
import io.switchhook.sip.core.usage.StandaloneRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.EventHeader;
import io.switchhook.sip.message.header.RetryAfterHeader;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.stack.CallHost;
import io.switchhook.stack.quality.QualityReport;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Tells the collector of a line how good each call was, once, when it is over (RFC 6035 §3.2, §3.4). On the signalling loop. */
final class QualityReporting {
    /** What a collector that is slow or gone may hold up. */
    private static final int MOST_AT_ONCE = 100;

    private final LineEngine line;
    private final Set<Report> open = new LinkedHashSet<>();
    private boolean refused;
    private boolean closed;
    private Optional<Long> silentUntilNanos = Optional.empty();

    QualityReporting(LineEngine line) {
        this.line = line;
    }

    /** Whether a report has no answer yet. */
    boolean isBusy() {
        return !open.isEmpty();
    }

    void onCallOver(CallEngine call) {
        var collector = line.account().qualityCollector();
        long now = line.loop().nowNanos();
        if (collector.isEmpty() || call.answeredAt().isEmpty() || call.media().isEmpty() || !mayTell(now)) {
            return;
        }
        var stop = line.world().wallTime();
        var report = new Report();
        open.add(report);
        // Its last packets are counted when the media loop has closed it.
        call.media()
                .get()
                .audio()
                .statistics(audio -> line.loop().post(() -> report.send(collector.get(), call, audio, stop)));
    }

    private boolean mayTell(long nowNanos) {
        boolean silent = silentUntilNanos.filter(until -> until - nowNanos > 0).isPresent();
        return !closed && !refused && !silent && open.size() < MOST_AT_ONCE;
    }

    /** The phone closes: what is under way is let go. */
    void close() {
        closed = true;
        List.copyOf(open).forEach(Report::settle);
    }

    /** A collector that does not take such reports does not come to by repetition. */
    private static boolean isForGood(int status) {
        return switch (status) {
            case 401, 403, 404, 405, 407, 415, 489, 501 -> true;
            default -> status / 100 == 6;
        };
    }

    private final class Report implements ClientUser {
        private Optional<CallHost> host = Optional.empty();

        void send(SipUri collector, CallEngine call, Optional<StreamStatistics> audio, Instant stop) {
            var told = CallReport.of(call, audio, stop);
            long now = line.loop().nowNanos();
            if (told.isEmpty() || !open.contains(this) || closed || refused) {
                settle();
                return;
            }
            var used = line.newHost();
            host = Optional.of(used);
            used.belongTo(call.host());
            var request = new StandaloneRequest(
                    SipMethod.PUBLISH, collector, used.identity().address(), used);
            used.nameCall(request.callId());
            var state = told.get().state();
            request.builder()
                    .set(EventHeader.TYPE, EventHeader.of(QualityReport.PACKAGE))
                    .body(state.type(), state.content());
            request.send(used, this, now);
        }

        void settle() {
            if (open.remove(this)) {
                host.ifPresent(CallHost::close);
                line.onEventsOver();
            }
        }

        @Override
        public void onResponse(SipResponse response, long nowNanos) {
            if (!response.isFinal()) {
                return;
            }
            if (isForGood(response.status())) {
                refused = true;
                host.ifPresent(used -> used.note("The collector takes no reports on the quality of calls: "
                        + response.status() + "; it gets no more."));
            }
            // RFC 6035 §3.4.
            response.firstReadable(RetryAfterHeader.TYPE)
                    .filter(wait -> !response.isSuccess())
                    .ifPresent(wait -> silentUntilNanos = Optional.of(
                            nowNanos + Duration.ofSeconds(wait.seconds()).toNanos()));
            settle();
        }

        @Override
        public void onFailure(ClientFailure failure, long nowNanos) {
            settle();
        }
    }
}

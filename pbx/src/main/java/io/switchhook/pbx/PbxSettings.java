package io.switchhook.pbx;

import io.switchhook.base.net.StreamSettings;
import io.switchhook.media.tone.ToneCountry;
import io.switchhook.pbx.internal.number.Extension;
import io.switchhook.sdp.MediaFormat;
import io.switchhook.sip.core.auth.DigestAlgorithm;
import io.switchhook.sip.core.transaction.TimerValues;
import io.switchhook.stack.FlowTimers;
import io.switchhook.stack.flow.ListenPoint;
import io.switchhook.stack.media.PortRange;
import io.switchhook.stack.spi.DtlsProvider;
import io.switchhook.stack.trace.TraceSink;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** What a builder has collected. */
record PbxSettings(
        List<ListenPoint> listen,
        StreamSettings streams,
        Map<String, Extension> extensions,
        Optional<UserDirectory> users,
        Duration keepUsers,
        List<Consumer<PbxEvent>> listeners,
        Optional<DialPlan> dialPlan,
        List<Trunk> trunks,
        Optional<String> pickup,
        String realm,
        List<DigestAlgorithm> algorithms,
        boolean authenticationInfo,
        PortRange rtpPorts,
        ToneCountry tones,
        String product,
        int maxCalls,
        TranscodingSettings transcoding,
        boolean busyLamps,
        Optional<Consumer<PbxQualityReport>> qualityReports,
        boolean sessionId,
        int referAnswer,
        FlowTimers flowTimers,
        Duration closePatience,
        TimerValues timers,
        TraceSink trace,
        Optional<DtlsProvider> dtls) {

    PbxSettings {
        listen = List.copyOf(listen);
        extensions = Map.copyOf(extensions);
        listeners = List.copyOf(listeners);
        trunks = List.copyOf(trunks);
        algorithms = List.copyOf(algorithms);
    }

    /** What the PBX itself encodes: its tones, for telephones that take one of these, and what it translates. */
    List<MediaFormat> formats() {
        return Stream.concat(
                        Stream.of(MediaFormat.PCMU, MediaFormat.PCMA, MediaFormat.G722), transcoding.codecs().stream())
                .distinct()
                .toList();
    }
}

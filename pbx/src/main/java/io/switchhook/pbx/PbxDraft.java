package io.switchhook.pbx;

import io.switchhook.base.net.StreamSettings;
import io.switchhook.media.tone.ToneCountry;
import io.switchhook.pbx.internal.number.Extension;
import io.switchhook.sip.core.auth.DigestAlgorithm;
import io.switchhook.sip.core.transaction.TimerValues;
import io.switchhook.stack.FlowTimers;
import io.switchhook.stack.flow.ListenPoint;
import io.switchhook.stack.media.PortRange;
import io.switchhook.stack.spi.DtlsProvider;
import io.switchhook.stack.trace.TraceSink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** What a builder has collected so far. */
final class PbxDraft {
    final List<ListenPoint> listen = new ArrayList<>();
    StreamSettings streams = StreamSettings.DEFAULT;
    final Map<String, Extension> extensions = new LinkedHashMap<>();
    Optional<UserDirectory> users = Optional.empty();
    Duration keepUsers = Duration.ZERO;
    final List<Consumer<PbxEvent>> listeners = new ArrayList<>();
    Optional<DialPlan> dialPlan = Optional.empty();
    final List<Trunk> trunks = new ArrayList<>();
    Optional<String> pickup = Optional.empty();
    List<DigestAlgorithm> algorithms = List.of(DigestAlgorithm.SHA_256, DigestAlgorithm.MD5);
    String realm = "switchhook";
    PortRange rtpPorts = PortRange.of(20_000, 30_000);
    ToneCountry tones = ToneCountry.INTERNATIONAL;
    String product = "Switchhook";
    int maxCalls = 1_000;
    TranscodingSettings transcoding = TranscodingSettings.DEFAULT;
    boolean busyLamps = true;
    Optional<Consumer<PbxQualityReport>> qualityReports = Optional.empty();
    boolean sessionId = true;
    int referAnswer = 202;
    boolean authenticationInfo = true;
    FlowTimers flowTimers = FlowTimers.DEFAULT;
    Duration closePatience = Duration.ofSeconds(4);
    TimerValues timers = TimerValues.DEFAULT;
    TraceSink trace = TraceSink.NONE;
    Optional<DtlsProvider> dtls = Optional.empty();

    void add(Extension extension) {
        if (extensions.putIfAbsent(extension.number(), extension) != null) {
            throw new IllegalArgumentException("There is an extension " + extension.number() + " already");
        }
    }

    void add(Trunk trunk) {
        var name = trunk.name();
        if (trunks.stream().anyMatch(known -> known.name().equals(name))) {
            throw new IllegalArgumentException(
                    "There is a trunk " + name + " already; Trunk.named gives it another name");
        }
        if (trunk.settings().expires.isPresent() && trunk.settings().account().isEmpty()) {
            throw new IllegalArgumentException(
                    "The trunk " + name + " is to register and needs a login; add withLogin or withUser");
        }
        if (trunk.settings().bulk && trunk.settings().expires.isEmpty()) {
            throw new IllegalArgumentException(
                    "The trunk " + name + " is to register all its numbers, and does not register; add registering");
        }
        trunks.add(trunk);
    }

    /** @throws IllegalArgumentException when something does not go together */
    PbxSettings settings() {
        for (var trunk : trunks) {
            if (trunk.settings().others.isEmpty() && dialPlan.isEmpty()) {
                throw new IllegalArgumentException("The trunk " + trunk.name()
                        + " leaves its calls to the dial plan, and there is none; give one, or say where calls go");
            }
        }
        trunks.forEach(this::checkRoutes);
        return new PbxSettings(
                listen,
                streams,
                extensions,
                users,
                keepUsers,
                listeners,
                dialPlan,
                trunks,
                pickup,
                realm,
                algorithms,
                authenticationInfo,
                rtpPorts,
                tones,
                product,
                maxCalls,
                transcoding,
                busyLamps,
                qualityReports,
                sessionId,
                referAnswer,
                flowTimers,
                closePatience,
                timers,
                trace,
                dtls);
    }

    private void checkRoutes(Trunk trunk) {
        var routes = new ArrayList<>(trunk.settings().numbers.values());
        trunk.settings().others.ifPresent(routes::add);
        for (var route : routes) {
            Trunks.unknownIn(route, trunks).ifPresent(unknown -> {
                throw new IllegalArgumentException("The trunk " + trunk.name() + " sends calls to the trunk "
                        + unknown.name() + ", which this PBX was not given; add it by Pbx.Builder.trunk");
            });
        }
    }
}

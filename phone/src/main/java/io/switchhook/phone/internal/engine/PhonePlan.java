package io.switchhook.phone.internal.engine;

import io.switchhook.sdp.MediaFormat;
import io.switchhook.stack.StackConfig;
import io.switchhook.stack.media.PortRange;
import io.switchhook.stack.spi.DtlsProvider;
import io.switchhook.stack.trace.TraceSink;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What a phone is opened with. */
public record PhonePlan(
        StackConfig stack,
        PortRange rtpPorts,
        List<MediaFormat> codecs,
        TraceSink trace,
        Optional<DtlsProvider> dtls,
        Duration closePatience,
        Duration byePatience) {}

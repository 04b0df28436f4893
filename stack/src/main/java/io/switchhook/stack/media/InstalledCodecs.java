package io.switchhook.stack.media;

import io.switchhook.media.codec.CodecFactory;
import io.switchhook.media.codec.CodecName;
import io.switchhook.media.codec.Codecs;
import io.switchhook.sdp.MediaFormat;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.slf4j.LoggerFactory;

/**
 * The codecs that this program has: PCMU, PCMA and G722, and what add-ons provide that are on its class path or module path, as {@code switchhook-opus} does. Safe to use
 * from any thread.
 */
public final class InstalledCodecs {
    /** Spelt as they are registered, with what is usually said of them. */
    private static final List<MediaFormat> KNOWN =
            List.of(MediaFormat.PCMU, MediaFormat.PCMA, MediaFormat.G722, MediaFormat.OPUS);

    private InstalledCodecs() {}

    /** Looked for when a format is asked for that needs an add-on: most programs never do. */
    private static final class Everything {
        private static final Codecs ALL = find();

        private static Codecs find() {
            var all = Codecs.standard();
            var found = ServiceLoader.load(CodecFactory.class).iterator();
            boolean more = true;
            while (more) {
                try {
                    more = found.hasNext();
                    if (more) {
                        all = withNew(all, found.next());
                    }
                } catch (ServiceConfigurationError e) {
                    LoggerFactory.getLogger(InstalledCodecs.class)
                            .error("An add-on says that it has a codec, and has none that can be used", e);
                }
            }
            return all;
        }

        /** An add-on does not take the place of a codec of ours. */
        private static Codecs withNew(Codecs all, CodecFactory found) {
            return all.find(found.name()).isPresent() ? all : all.with(found);
        }
    }

    /** All there are, in no order of preference. */
    public static List<MediaFormat> formats() {
        return Everything.ALL.factories().stream()
                .map(InstalledCodecs::formatOf)
                .toList();
    }

    /** The format of that encoding name, without regard to case: {@code g722}, {@code opus}; empty when there is no codec for it. */
    public static Optional<MediaFormat> named(String encoding) {
        return formats().stream()
                .filter(format -> format.encoding().equalsIgnoreCase(encoding))
                .findFirst();
    }

    /** Whether there is a codec for the format, whatever its parameters. */
    public static boolean has(MediaFormat format) {
        return find(nameOf(format)).isPresent();
    }

    static Optional<CodecFactory> find(CodecName name) {
        return Codecs.standard().find(name).or(() -> Everything.ALL.find(name));
    }

    /** @throws IllegalArgumentException when there is no codec for one of them */
    static Codecs only(List<MediaFormat> formats) {
        var names = formats.stream().map(InstalledCodecs::nameOf).toList();
        boolean standard =
                names.stream().allMatch(name -> Codecs.standard().find(name).isPresent());
        return (standard ? Codecs.standard() : Everything.ALL).only(names);
    }

    /** RFC 3551 §4.5.2: the clock of G722 has 8000 Hz, also for peers who announce the rate of its samples. */
    static CodecName nameOf(MediaFormat format) {
        boolean honest = format.clockRate() == 16_000 && format.encoding().equalsIgnoreCase("G722");
        return new CodecName(
                format.encoding(), honest ? MediaFormat.G722.clockRate() : format.clockRate(), format.channels());
    }

    private static MediaFormat formatOf(CodecFactory codec) {
        return KNOWN.stream()
                .filter(format -> nameOf(format).equals(codec.name()))
                .findFirst()
                .orElseGet(() -> new MediaFormat(
                        codec.name().encoding(),
                        codec.name().clockRate(),
                        codec.name().channels(),
                        codec.parameters()));
    }
}

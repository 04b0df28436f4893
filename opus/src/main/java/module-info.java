import io.switchhook.media.codec.CodecFactory;
import io.switchhook.opus.Opus;
import org.jspecify.annotations.NullMarked;

/** Floor 5, an add-on: Opus, by the Java library Concentus. A phone finds it when it is there. */
@NullMarked
module io.switchhook.opus {
    requires transitive io.switchhook.media;
    requires concentus;
    requires static org.jspecify;

    exports io.switchhook.opus;

    provides CodecFactory with
            Opus;
}

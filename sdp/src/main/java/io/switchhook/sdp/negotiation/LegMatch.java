package io.switchhook.sdp.negotiation;

import java.util.List;
import java.util.Set;

/** Whether two legs that a B2BUA relays between understand each other without a change to either. */
public sealed interface LegMatch {

    /** For switching. */
    enum Kind {
        COMPATIBLE,
        NEEDS_REOFFER
    }

    /** In what two legs differ. */
    enum Difference {
        /** One leg has a stream where the other has none, or one of another type. */
        MEDIA_LINES,
        /** One side may send a codec that the other does not have. */
        FORMATS,
        /** Both have the codec, under different payload numbers. */
        PAYLOAD_NUMBERS,
        /** One side may send telephone events that the other does not have under that number. */
        TELEPHONE_EVENTS,
        /** One side may send and the other does not want it, or waits for what will not come. */
        DIRECTION
    }

    Kind kind();

    /** Packets can be relayed as they are. */
    record Compatible() implements LegMatch {
        @Override
        public Kind kind() {
            return Kind.COMPATIBLE;
        }
    }

    /**
     * One leg needs a new offer first.
     *
     * @param differences all there are
     * @param why a sentence for each
     */
    record NeedsReoffer(Set<Difference> differences, List<String> why) implements LegMatch {

        public NeedsReoffer {
            differences = Set.copyOf(differences);
            why = List.copyOf(why);
        }

        @Override
        public Kind kind() {
            return Kind.NEEDS_REOFFER;
        }
    }
}

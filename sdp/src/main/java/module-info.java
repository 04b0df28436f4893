import org.jspecify.annotations.NullMarked;

/** Floor 1: session descriptions (RFC 8866) and their negotiation (RFC 3264). Pure values and pure functions. */
@NullMarked
module io.switchhook.sdp {
    requires transitive io.switchhook.base;
    requires static org.jspecify;

    exports io.switchhook.sdp;
    exports io.switchhook.sdp.negotiation;
}

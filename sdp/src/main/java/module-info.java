/** Floor 1: session descriptions (RFC 8866) and their negotiation (RFC 3264). Pure values and pure functions. */
module io.switchhook.sdp {
    requires transitive io.switchhook.base;

    exports io.switchhook.sdp;
    exports io.switchhook.sdp.negotiation;
}

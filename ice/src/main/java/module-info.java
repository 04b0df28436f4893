import org.jspecify.annotations.NullMarked;

/** Floor 2: ICE (RFC 8445) with a TURN client (RFC 8656) as a pure engine. "now" is an argument; nothing here opens a socket. */
@NullMarked
module io.switchhook.ice {
    requires transitive io.switchhook.base;
    requires transitive io.switchhook.sdp;
    requires io.switchhook.stun;
    requires static org.jspecify;

    exports io.switchhook.ice;
}

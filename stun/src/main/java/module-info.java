import org.jspecify.annotations.NullMarked;

/** Floor 1: messages of STUN (RFC 8489), TURN (RFC 8656) and connectivity checks (RFC 8445 §16). Pure values. */
@NullMarked
module io.switchhook.stun {
    requires transitive io.switchhook.base;
    requires static org.jspecify;

    exports io.switchhook.stun;
}

import org.jspecify.annotations.NullMarked;

/** Beside the floors: scripted SIP peers, checkers and a media probe for tests, on simulated or real worlds. */
@NullMarked
module io.switchhook.testkit {
    requires transitive io.switchhook.base;
    requires transitive io.switchhook.simulation;
    requires io.switchhook.stun;
    requires static org.jspecify;

    exports io.switchhook.testkit;
}

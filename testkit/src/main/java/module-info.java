/** Beside the floors: scripted SIP peers, checkers and a media probe for tests, on simulated or real worlds. */
module io.switchhook.testkit {
    requires transitive io.switchhook.base;
    requires transitive io.switchhook.simulation;

    exports io.switchhook.testkit;
}

import org.jspecify.annotations.NullMarked;

/** Floor 0: time, timers, the contracts of loop, network and randomness. Holds no socket and no thread. */
@NullMarked
module io.switchhook.base {
    requires static org.jspecify;

    exports io.switchhook.base.dns;
    exports io.switchhook.base.loop;
    exports io.switchhook.base.net;
    exports io.switchhook.base.random;
    exports io.switchhook.base.text;
    exports io.switchhook.base.timer;
    exports io.switchhook.base.world;
}

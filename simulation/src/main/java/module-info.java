import org.jspecify.annotations.NullMarked;

/**
 * Beside the floors: a virtual clock and loops, a simulated network and DNS. Phones and PBX run on it as they run on
 * the real world.
 */
@NullMarked
module io.switchhook.simulation {
    requires transitive io.switchhook.base;
    requires static org.jspecify;

    exports io.switchhook.simulation;
}

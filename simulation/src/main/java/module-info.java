/**
 * Beside the floors: a virtual clock and loops, a simulated network and DNS. Phones and PBX run on it as they run on
 * the real world.
 */
module io.switchhook.simulation {
    requires transitive io.switchhook.base;

    exports io.switchhook.simulation;
}

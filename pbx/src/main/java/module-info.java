/** Floor 5: the embedded PBX. */
module io.switchhook.pbx {
    requires transitive io.switchhook.stack;

    exports io.switchhook.pbx;
}

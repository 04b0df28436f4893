import org.jspecify.annotations.NullMarked;

/** Floor 5: the embedded PBX. */
@NullMarked
module io.switchhook.pbx {
    requires transitive io.switchhook.stack;
    requires static org.jspecify;

    exports io.switchhook.pbx;
}

import org.jspecify.annotations.NullMarked;

/** Floor 6: what answers at numbers of a PBX. */
@NullMarked
module io.switchhook.services {
    requires transitive io.switchhook.pbx;
    requires transitive io.switchhook.phone;
    requires static org.jspecify;

    exports io.switchhook.services;
}

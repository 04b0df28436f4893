import org.jspecify.annotations.NullMarked;

/** Floor 5: the softphone. */
@NullMarked
module io.switchhook.phone {
    requires transitive io.switchhook.stack;
    requires java.xml;
    requires static org.jspecify;

    exports io.switchhook.phone;
    exports io.switchhook.phone.call;
    exports io.switchhook.phone.event;
    exports io.switchhook.phone.line;
}

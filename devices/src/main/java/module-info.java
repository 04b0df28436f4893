import org.jspecify.annotations.NullMarked;

/** Floor 5: microphone and loudspeaker of the machine. The only module that needs {@code java.desktop}; nothing needs it, so that a server runs without. */
@NullMarked
module io.switchhook.devices {
    requires transitive io.switchhook.media;
    requires java.desktop;
    requires static org.jspecify;

    exports io.switchhook.devices;
}

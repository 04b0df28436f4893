import org.jspecify.annotations.NullMarked;

/** Floor 6: the {@code switchhook} command. */
@NullMarked
module io.switchhook.cli {
    requires info.picocli;
    requires io.switchhook.devices;
    requires io.switchhook.pbx;
    requires io.switchhook.phone;
    requires static org.jspecify;

    opens io.switchhook.cli to
            info.picocli;
}

import org.jspecify.annotations.NullMarked;

/** Floor 7: the {@code switchhook} command. */
@NullMarked
module io.switchhook.cli {
    requires info.picocli;
    requires io.switchhook.devices;
    requires io.switchhook.pbx;
    requires io.switchhook.phone;
    requires io.switchhook.services;
    requires static org.jspecify;

    opens io.switchhook.cli to
            info.picocli;
    opens io.switchhook.cli.config to
            info.picocli;
    opens io.switchhook.cli.demo to
            info.picocli;
    opens io.switchhook.cli.pbx to
            info.picocli;
    opens io.switchhook.cli.phone to
            info.picocli;
}

/** Floor 6: the {@code switchhook} command. */
module io.switchhook.cli {
    requires info.picocli;
    requires io.switchhook.pbx;
    requires io.switchhook.phone;

    opens io.switchhook.cli to
            info.picocli;
}

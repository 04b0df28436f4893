/** Floor 5: the softphone. */
module io.switchhook.phone {
    requires transitive io.switchhook.stack;

    exports io.switchhook.phone;
}

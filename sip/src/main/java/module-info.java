/** Floor 2: SIP as values and pure machines. Messages here know nothing of transactions, sockets or time. */
module io.switchhook.sip {
    requires transitive io.switchhook.base;

    exports io.switchhook.sip.core.auth;
    exports io.switchhook.sip.core.framing;
    exports io.switchhook.sip.core.route;
    exports io.switchhook.sip.core.transaction;
    exports io.switchhook.sip.message;
    exports io.switchhook.sip.message.header;
    exports io.switchhook.sip.message.uri;
}

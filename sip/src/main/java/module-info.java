import org.jspecify.annotations.NullMarked;

/** Floor 2: SIP as values and pure machines. Messages here know nothing of transactions, sockets or time. */
@NullMarked
module io.switchhook.sip {
    requires transitive io.switchhook.base;
    requires transitive io.switchhook.stun;
    requires static org.jspecify;

    exports io.switchhook.sip.core.auth;
    exports io.switchhook.sip.core.dialog;
    exports io.switchhook.sip.core.event;
    exports io.switchhook.sip.core.feature;
    exports io.switchhook.sip.core.framing;
    exports io.switchhook.sip.core.proxy;
    exports io.switchhook.sip.core.registrar;
    exports io.switchhook.sip.core.route;
    exports io.switchhook.sip.core.stun;
    exports io.switchhook.sip.core.transaction;
    exports io.switchhook.sip.core.usage;
    exports io.switchhook.sip.message;
    exports io.switchhook.sip.message.body;
    exports io.switchhook.sip.message.header;
    exports io.switchhook.sip.message.uri;
}

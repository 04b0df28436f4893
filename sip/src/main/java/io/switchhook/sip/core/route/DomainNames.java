package io.switchhook.sip.core.route;

/** Names as DNS is asked for them. */
final class DomainNames {
    private DomainNames() {}

    static String withoutDot(String name) {
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }
}

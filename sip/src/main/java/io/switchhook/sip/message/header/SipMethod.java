package io.switchhook.sip.message.header;

import io.switchhook.base.text.Printable;
import io.switchhook.sip.message.uri.FieldScanner;
import io.switchhook.sip.message.uri.MalformedException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request method: any token, compared with case (RFC 3261 §7.1). */
public final class SipMethod {
    /** RFC 3261 §13. */
    public static final SipMethod INVITE = new SipMethod("INVITE");
    /** RFC 3261 §13. */
    public static final SipMethod ACK = new SipMethod("ACK");
    /** RFC 3261 §15. */
    public static final SipMethod BYE = new SipMethod("BYE");
    /** RFC 3261 §9. */
    public static final SipMethod CANCEL = new SipMethod("CANCEL");
    /** RFC 3261 §10. */
    public static final SipMethod REGISTER = new SipMethod("REGISTER");
    /** RFC 3261 §11. */
    public static final SipMethod OPTIONS = new SipMethod("OPTIONS");
    /** RFC 3515. */
    public static final SipMethod REFER = new SipMethod("REFER");
    /** RFC 6665. */
    public static final SipMethod NOTIFY = new SipMethod("NOTIFY");
    /** RFC 6665. */
    public static final SipMethod SUBSCRIBE = new SipMethod("SUBSCRIBE");
    /** RFC 6086. */
    public static final SipMethod INFO = new SipMethod("INFO");
    /** RFC 3428. */
    public static final SipMethod MESSAGE = new SipMethod("MESSAGE");
    /** RFC 3262. */
    public static final SipMethod PRACK = new SipMethod("PRACK");
    /** RFC 3311. */
    public static final SipMethod UPDATE = new SipMethod("UPDATE");
    /** RFC 3903. */
    public static final SipMethod PUBLISH = new SipMethod("PUBLISH");

    private static final List<SipMethod> CONSTANTS = List.of(
            INVITE, ACK, BYE, CANCEL, REGISTER, OPTIONS, REFER, NOTIFY, SUBSCRIBE, INFO, MESSAGE, PRACK, UPDATE,
            PUBLISH);

    private static final int SLOTS = 32;
    private static final @Nullable SipMethod[] BY_SLOT = new @Nullable SipMethod[SLOTS];

    static {
        for (var method : CONSTANTS) {
            BY_SLOT[slot(method.bytes, 0, method.bytes.length)] = method;
        }
    }

    private final String name;
    private final byte[] bytes;

    private SipMethod(String name) {
        this.name = name;
        this.bytes = name.getBytes(StandardCharsets.US_ASCII);
    }

    /** The factor was searched for: no two of the constants have the same slot. */
    private static int slot(byte[] text, int from, int to) {
        return to - from + text[from] + 7 * text[to - 1] & SLOTS - 1;
    }

    /**
     * The method of that name; the constants for the names that have one.
     *
     * @throws MalformedException when the name is no token
     */
    public static SipMethod of(String name) {
        var scanner = FieldScanner.of(name);
        var method = read(scanner);
        if (!scanner.atEnd()) {
            throw new MalformedException(
                    "expected a token as method name but found \"" + Printable.escape(name) + "\"");
        }
        return method;
    }

    /** Reads a method name. */
    public static SipMethod read(FieldScanner scanner) {
        int from = scanner.position();
        scanner.skipToken("a method name");
        var text = scanner.bytes();
        int to = scanner.position();
        var constant = BY_SLOT[slot(text, from, to)];
        return constant != null && Arrays.equals(constant.bytes, 0, constant.bytes.length, text, from, to)
                ? constant
                : new SipMethod(scanner.textFrom(from));
    }

    /** The methods that are constants here. */
    static List<SipMethod> constants() {
        return CONSTANTS;
    }

    /** The name as on the wire. */
    public String name() {
        return name;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SipMethod that && name.equals(that.name);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public String toString() {
        return name;
    }
}

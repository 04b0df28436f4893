package io.switchhook.sip.message.header;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Optional;

/** The header names this library knows, with their compact forms, and the one table by which bytes of a message are told apart. */
public enum HeaderName {
    ACCEPT("Accept"),
    ACCEPT_CONTACT("Accept-Contact", 'a'),
    ACCEPT_ENCODING("Accept-Encoding"),
    ACCEPT_LANGUAGE("Accept-Language"),
    ACCEPT_RESOURCE_PRIORITY("Accept-Resource-Priority"),
    ALERT_INFO("Alert-Info"),
    ALLOW("Allow"),
    ALLOW_EVENTS("Allow-Events", 'u'),
    ANSWER_MODE("Answer-Mode"),
    AUTHENTICATION_INFO("Authentication-Info"),
    AUTHORIZATION("Authorization"),
    CALL_ID("Call-ID", 'i'),
    CALL_INFO("Call-Info"),
    CONTACT("Contact", 'm'),
    CONTENT_DISPOSITION("Content-Disposition"),
    CONTENT_ENCODING("Content-Encoding", 'e'),
    CONTENT_LANGUAGE("Content-Language"),
    CONTENT_LENGTH("Content-Length", 'l'),
    CONTENT_TYPE("Content-Type", 'c'),
    CSEQ("CSeq"),
    DATE("Date"),
    DIVERSION("Diversion"),
    ERROR_INFO("Error-Info"),
    EVENT("Event", 'o'),
    EXPIRES("Expires"),
    FEATURE_CAPS("Feature-Caps"),
    FLOW_TIMER("Flow-Timer"),
    FROM("From", 'f'),
    HISTORY_INFO("History-Info"),
    IDENTITY("Identity", 'y'),
    IDENTITY_INFO("Identity-Info", 'n'),
    INFO_PACKAGE("Info-Package"),
    IN_REPLY_TO("In-Reply-To"),
    JOIN("Join"),
    MAX_BREADTH("Max-Breadth"),
    MAX_FORWARDS("Max-Forwards"),
    MIME_VERSION("MIME-Version"),
    MIN_EXPIRES("Min-Expires"),
    MIN_SE("Min-SE"),
    ORGANIZATION("Organization"),
    PATH("Path"),
    PRIORITY("Priority"),
    PRIVACY("Privacy"),
    PRIV_ANSWER_MODE("Priv-Answer-Mode"),
    PROXY_AUTHENTICATE("Proxy-Authenticate"),
    PROXY_AUTHENTICATION_INFO("Proxy-Authentication-Info"),
    PROXY_AUTHORIZATION("Proxy-Authorization"),
    PROXY_REQUIRE("Proxy-Require"),
    P_ACCESS_NETWORK_INFO("P-Access-Network-Info"),
    P_ASSERTED_IDENTITY("P-Asserted-Identity"),
    P_ASSOCIATED_URI("P-Associated-URI"),
    P_CALLED_PARTY_ID("P-Called-Party-ID"),
    P_CHARGING_FUNCTION_ADDRESSES("P-Charging-Function-Addresses"),
    P_CHARGING_VECTOR("P-Charging-Vector"),
    P_EARLY_MEDIA("P-Early-Media"),
    P_PREFERRED_IDENTITY("P-Preferred-Identity"),
    P_VISITED_NETWORK_ID("P-Visited-Network-ID"),
    RACK("RAck"),
    REASON("Reason"),
    RECORD_ROUTE("Record-Route"),
    RECV_INFO("Recv-Info"),
    REFERRED_BY("Referred-By", 'b'),
    REFER_EVENTS_AT("Refer-Events-At"),
    REFER_SUB("Refer-Sub"),
    REFER_TO("Refer-To", 'r'),
    REJECT_CONTACT("Reject-Contact", 'j'),
    REMOTE_PARTY_ID("Remote-Party-ID"),
    REPLACES("Replaces"),
    REPLY_TO("Reply-To"),
    REQUEST_DISPOSITION("Request-Disposition", 'd'),
    REQUIRE("Require"),
    RESOURCE_PRIORITY("Resource-Priority"),
    RETRY_AFTER("Retry-After"),
    ROUTE("Route"),
    RSEQ("RSeq"),
    SERVER("Server"),
    SERVICE_ROUTE("Service-Route"),
    SESSION_EXPIRES("Session-Expires", 'x'),
    SESSION_ID("Session-ID"),
    SIP_ETAG("SIP-ETag"),
    SIP_IF_MATCH("SIP-If-Match"),
    SUBJECT("Subject", 's'),
    SUBSCRIPTION_STATE("Subscription-State"),
    SUPPORTED("Supported", 'k'),
    TARGET_DIALOG("Target-Dialog"),
    TIMESTAMP("Timestamp"),
    TO("To", 't'),
    UNSUPPORTED("Unsupported"),
    USER_AGENT("User-Agent"),
    USER_TO_USER("User-to-User"),
    VIA("Via", 'v'),
    WARNING("Warning"),
    WWW_AUTHENTICATE("WWW-Authenticate");

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    /** Makes letters lower-case and leaves hyphens. */
    private static final long LOWER = 0x2020_2020_2020_2020L;

    private static final HeaderName[] ALL = values();
    private static final int SLOT_BITS = 10;
    private static final int SLOTS = 1 << SLOT_BITS;
    /** Open addressing: ordinal + 1 of a name, and its length from bit 8 on, in the slot of its hash or behind it; 0 is free. */
    private static final short[] TABLE = new short[SLOTS];

    /**
     * Four by ordinal: the first eight letters, or fewer; the bit that upper and lower case differ by, for each of these letters; and the same for the last eight, of names longer
     * than eight. A hyphen has no such bit: CR would become one. Most names are known by the first two and their length.
     */
    private static final long[] PARTS = new long[4 * ALL.length];

    /** Ordinal + 1 of the compact form, by lower-case letter. */
    private static final byte[] COMPACT = new byte[128];

    static {
        for (var header : ALL) {
            long head = head(header.lower, 0, header.lower.length);
            int parts = 4 * header.ordinal();
            PARTS[parts] = head;
            PARTS[parts + 1] = head >> 1 & LOWER;
            if (header.lower.length > Long.BYTES) {
                long tail = (long) LONG.get(header.lower, header.lower.length - Long.BYTES);
                PARTS[parts + 2] = tail;
                PARTS[parts + 3] = tail >> 1 & LOWER;
            }
            int slot = hash(head | LOWER, header.lower.length);
            while (TABLE[slot] != 0) {
                slot = (slot + 1) & (SLOTS - 1);
            }
            TABLE[slot] = (short) (header.lower.length << Byte.SIZE | header.ordinal() + 1);
            if (header.compact != 0) {
                COMPACT[header.compact] = (byte) (header.ordinal() + 1);
            }
        }
    }

    private final String text;
    private final char compact;
    private final byte[] lower;

    HeaderName(String text) {
        this(text, (char) 0);
    }

    HeaderName(String text, char compact) {
        this.text = text;
        this.compact = compact;
        this.lower = new byte[text.length()];
        for (int i = 0; i < lower.length; i++) {
            lower[i] = (byte) (text.charAt(i) | 0x20);
        }
    }

    /** The name as in the RFC. */
    public String text() {
        return text;
    }

    /** The compact form, a lower-case letter. */
    public Optional<Character> compact() {
        return compact == 0 ? Optional.empty() : Optional.of(compact);
    }

    /** The name at an index that {@link #indexOf} gave. */
    public static HeaderName at(int index) {
        return ALL[index];
    }

    /** The length of the name at an index. */
    public static int lengthAt(int index) {
        return ALL[index].lower.length;
    }

    /** The index of a name or compact form in any case, or -1 when it is not known. */
    public static int indexOf(String name) {
        var bytes = new byte[name.length()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = name.charAt(i) < 0x80 ? (byte) name.charAt(i) : 0;
        }
        return indexOf(bytes, 0, bytes.length);
    }

    /** The index of the name that stands in the bytes from {@code from} up to {@code to}, exclusive, or -1. */
    public static int indexOf(byte[] bytes, int from, int to) {
        int length = to - from;
        if (length == 0) {
            return -1;
        }
        if (length == 1) {
            int c = bytes[from] | 0x20;
            return c > 0 ? COMPACT[c] - 1 : -1;
        }
        long head = head(bytes, from, length);
        int slot = hash(head | LOWER, length);
        for (int entry = TABLE[slot]; entry != 0; entry = TABLE[slot]) {
            int found = (entry & 0xff) - 1;
            if (entry >> Byte.SIZE == length
                    && PARTS[4 * found] == (head | PARTS[4 * found + 1])
                    && (length <= Long.BYTES || hasTailAt(found, bytes, from, to))) {
                return found;
            }
            slot = (slot + 1) & (SLOTS - 1);
        }
        return -1;
    }

    /** Up to eight letters, the first in the lowest byte. */
    private static long head(byte[] bytes, int from, int length) {
        if (from + Long.BYTES <= bytes.length) {
            long eight = (long) LONG.get(bytes, from);
            return length >= Long.BYTES ? eight : eight & (1L << 8 * length) - 1;
        }
        long head = 0;
        for (int i = Math.min(length, Long.BYTES) - 1; i >= 0; i--) {
            head = head << 8 | bytes[from + i] & 0xff;
        }
        return head;
    }

    private static int hash(long head, int length) {
        return (int) ((head + length) * 0x9e37_79b9_7f4a_7c15L >>> Long.SIZE - SLOT_BITS);
    }

    /** Whether the letters behind the first eight are those in the bytes. */
    private static boolean hasTailAt(int ordinal, byte[] bytes, int from, int to) {
        long tail = (long) LONG.get(bytes, to - Long.BYTES);
        return PARTS[4 * ordinal + 2] == (tail | PARTS[4 * ordinal + 3])
                && (to - from <= 2 * Long.BYTES || hasMiddleAt(ALL[ordinal].lower, bytes, from));
    }

    private static boolean hasMiddleAt(byte[] lower, byte[] bytes, int from) {
        for (int i = Long.BYTES; i < lower.length - Long.BYTES; i++) {
            byte b = bytes[from + i];
            if (b != lower[i] && ((b | 0x20) != lower[i] || b < 'A')) {
                return false;
            }
        }
        return true;
    }
}

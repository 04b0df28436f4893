package io.switchhook.stun;

/** The class of a message (RFC 8489 §5). */
public enum StunKind {
    REQUEST,
    INDICATION,
    SUCCESS,
    ERROR;

    /** The type of a message: the two bits of the class stand between those of the method (RFC 8489 §5, figure 3). */
    int type(StunMethod method) {
        int number = method.number();
        return (number & 0xF80) << 2
                | (number & 0x070) << 1
                | number & 0x00F
                | (ordinal() & 2) << 7
                | (ordinal() & 1) << 4;
    }

    static StunKind ofType(int type) {
        return values()[(type >> 7) & 2 | (type >> 4) & 1];
    }

    static int methodOfType(int type) {
        return (type & 0x3E00) >> 2 | (type & 0x00E0) >> 1 | type & 0x000F;
    }
}

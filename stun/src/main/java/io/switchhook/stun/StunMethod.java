package io.switchhook.stun;

import java.util.Optional;

/** What a message is about (RFC 8489 §18.2, RFC 8656 §17). */
public enum StunMethod {
    BINDING(0x001),
    ALLOCATE(0x003),
    REFRESH(0x004),
    SEND(0x006),
    DATA(0x007),
    CREATE_PERMISSION(0x008),
    CHANNEL_BIND(0x009);

    private final int number;

    StunMethod(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    static Optional<StunMethod> of(int number) {
        for (var method : values()) {
            if (method.number == number) {
                return Optional.of(method);
            }
        }
        return Optional.empty();
    }
}

package io.switchhook.services;

/** Whether a service answers at its number now: {@link Services#open}. */
public sealed interface ServiceOutcome {

    /** For switching. */
    enum Kind {
        OPEN,
        NOT_POSSIBLE
    }

    Kind kind();

    default boolean isOpen() {
        return kind() == Kind.OPEN;
    }

    /** Calls to that number come to the service. */
    record Open(String number) implements ServiceOutcome {
        @Override
        public Kind kind() {
            return Kind.OPEN;
        }
    }

    /** The PBX has that number already, listens neither on UDP nor on TCP, or it or the services are closed. Nothing was changed. */
    record NotPossible(String reason) implements ServiceOutcome {
        @Override
        public Kind kind() {
            return Kind.NOT_POSSIBLE;
        }
    }
}

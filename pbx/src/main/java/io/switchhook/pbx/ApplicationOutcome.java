package io.switchhook.pbx;

/** Whether a program has got an extension for itself: {@link PbxExtensions#addApplication}. */
public sealed interface ApplicationOutcome {

    /** For switching. */
    enum Kind {
        READY,
        NOT_POSSIBLE
    }

    Kind kind();

    /**
     * The extension is there, and a line of a phone in this program may register at it.
     *
     * @param address the account's address, such as {@code sip:800@127.0.0.1:5060}: the PBX by a port of its own that needs no certificate
     * @param secret drawn for this extension alone; keep it to yourself
     */
    record Ready(String address, String secret) implements ApplicationOutcome {
        @Override
        public Kind kind() {
            return Kind.READY;
        }

        @Override
        public String toString() {
            return "Ready[" + address + "]";
        }
    }

    /** There is an extension of that number already, the PBX listens neither on UDP nor on TCP, or it is closed; nothing was changed. */
    record NotPossible(String reason) implements ApplicationOutcome {
        @Override
        public Kind kind() {
            return Kind.NOT_POSSIBLE;
        }
    }
}

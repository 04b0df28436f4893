package io.switchhook.pbx;

/**
 * Something that has happened in a PBX. Told to {@link Pbx.Builder#onEvent} in the order it happened.
 */
public sealed interface PbxEvent {

    /** For switching. */
    enum Kind {
        REGISTERED,
        UNREGISTERED,
        CALL_STARTED,
        CALL_RINGING,
        CALL_FORWARDED,
        CALL_ANSWERED,
        CALL_HOLDING,
        CALL_TRANSFERRED,
        CALL_TRANSCODED,
        CALL_ENDED,
        TRANSCODING_FULL,
        DIRECTORY_FAILED,
        DIAL_PLAN_FAILED,
        TRUNK_CHANGED,
        MISSED
    }

    Kind kind();

    /** Why a registration is over. */
    enum RegistrationEnd {
        /** The telephone took it back. */
        UNREGISTERED,
        /** It did not come again in time. */
        EXPIRED,
        /** Another telephone, or the same one from another port, has taken its place. */
        REPLACED,
        /** Its connection is lost, and nothing else leads there (RFC 5626). */
        FLOW_LOST,
        /** The extension was removed. */
        EXTENSION_REMOVED
    }

    /** A telephone has registered at a contact where it was not; not told of its refreshes. */
    record Registered(PbxRegistration registration) implements PbxEvent {
        @Override
        public Kind kind() {
            return Kind.REGISTERED;
        }
    }

    /** A registration is over. */
    record Unregistered(PbxRegistration registration, RegistrationEnd why) implements PbxEvent {
        @Override
        public Kind kind() {
            return Kind.UNREGISTERED;
        }
    }

    /** A telephone calls; nobody rings yet. */
    record CallStarted(PbxCall call) implements PbxEvent {
        @Override
        public Kind kind() {
            return Kind.CALL_STARTED;
        }
    }

    /** The telephones of an extension begin to ring; told once for each extension of a call. */
    record CallRinging(PbxCall call, String extension) implements PbxEvent {
        @Override
        public Kind kind() {
            return Kind.CALL_RINGING;
        }
    }

    /** Who was called has sent the call on, and it goes elsewhere: a telephone by 302, or the dial plan since nobody took it. */
    record CallForwarded(PbxCall call) implements PbxEvent {
        @Override
        public Kind kind() {
            return Kind.CALL_FORWARDED;
        }
    }

    /** Somebody has answered: {@link PbxCall#callee}. */
    record CallAnswered(PbxCall call) implements PbxEvent {
        @Override
        public Kind kind() {
            return Kind.CALL_ANSWERED;
        }
    }

    /**
     * One side has begun to hold the other, or no longer does.
     *
     * @param by whose telephone
     */
    record CallHolding(PbxCall call, String by, boolean holds) implements PbxEvent {
        @Override
        public Kind kind() {
            return Kind.CALL_HOLDING;
        }
    }

    /** Somebody has taken the place of another in a call: a transfer by a telephone or by the program, an attended one, or a call with Replaces. */
    record CallTransferred(PbxCall call, String from, String to) implements PbxEvent {
        @Override
        public Kind kind() {
            return Kind.CALL_TRANSFERRED;
        }
    }

    /**
     * The two have no codec in common, and the PBX translates from now on, or between other codecs than before: {@link Pbx.Builder#transcoding}. May come before somebody has
     * answered, when a telephone that rings has something to be heard.
     *
     * @param callerCodec what the caller's side sends and gets, {@code PCMA} for one
     * @param calleeCodec the same of the other side
     */
    record CallTranscoded(PbxCall call, String callerCodec, String calleeCodec) implements PbxEvent {
        @Override
        public Kind kind() {
            return Kind.CALL_TRANSCODED;
        }
    }

    /**
     * The two have no codec in common and are not connected, since as many calls are translated as may be: {@link TranscodingSettings#maxCalls}.
     *
     * @param most how many may be
     */
    record TranscodingFull(PbxCall call, int most) implements PbxEvent {
        @Override
        public Kind kind() {
            return Kind.TRANSCODING_FULL;
        }
    }

    /** A call is over; with {@link PbxCall} this is its call detail record. Told once for each call that has started. */
    record CallEnded(PbxCall call, PbxCallEnding ending) implements PbxEvent {
        @Override
        public Kind kind() {
            return Kind.CALL_ENDED;
        }
    }

    /** The program's user database could not say who a user is; its telephone was told to come again. */
    record DirectoryFailed(String number, String reason) implements PbxEvent {
        @Override
        public Kind kind() {
            return Kind.DIRECTORY_FAILED;
        }
    }

    /** The program's dial plan could not say where a call goes; its caller was answered 500. */
    record DialPlanFailed(String callId, String reason) implements PbxEvent {
        @Override
        public Kind kind() {
            return Kind.DIAL_PLAN_FAILED;
        }
    }

    /** A trunk has registered, was refused, does not answer or does again; not told of silent refreshes, nor again while it stays as it is. */
    record TrunkChanged(PbxTrunk trunk) implements PbxEvent {
        @Override
        public Kind kind() {
            return Kind.TRUNK_CHANGED;
        }
    }

    /** The listener was so far behind that events were dropped, just before the next one. {@link Pbx#calls} and {@link Pbx#registrations} say what stands. */
    record Missed(long count) implements PbxEvent {
        @Override
        public Kind kind() {
            return Kind.MISSED;
        }
    }
}

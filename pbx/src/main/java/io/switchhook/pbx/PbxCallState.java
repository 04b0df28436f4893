package io.switchhook.pbx;

/** How far a call through the PBX is. */
public enum PbxCallState {
    /** It is being decided where it goes, or no telephone rings yet. */
    STARTED,
    /** A telephone rings. */
    RINGING,
    /** It was answered. */
    TALKING,
    /** It was answered, and one of the two holds the other. */
    HELD,
    /** It is over. */
    ENDED
}

package io.switchhook.pbx;

/** What became of a change of the extensions of a running PBX. */
public enum ExtensionOutcome {
    /** It is in effect: the next request is judged by it. */
    DONE,
    /** There is an extension of that number already; nothing was changed. */
    EXISTS,
    /** There is none of that number; nothing was changed. */
    UNKNOWN,
    /** The PBX is closed, or begins to be. */
    CLOSED
}

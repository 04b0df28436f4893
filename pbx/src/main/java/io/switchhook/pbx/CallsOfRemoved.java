package io.switchhook.pbx;

/** What becomes of the calls of an extension that is removed. */
public enum CallsOfRemoved {
    /** Those that stand or ring go on until somebody ends them. */
    LEAVE,
    /** All are ended, with BYE or CANCEL. */
    END
}

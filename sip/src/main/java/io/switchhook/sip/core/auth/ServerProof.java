package io.switchhook.sip.core.auth;

/** Whether a server has proved that it knows the secret of who asked it: {@code rspauth} of RFC 7616 §3.5. */
public enum ServerProof {
    /** It says nothing about it, as most do. */
    NONE,
    RIGHT,
    /** Its proof does not fit: it is not who it says, or somebody has changed what it said. */
    WRONG
}

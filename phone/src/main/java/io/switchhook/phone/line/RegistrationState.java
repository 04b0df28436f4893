package io.switchhook.phone.line;

/** Whether a line can be called through its registrar. */
public enum RegistrationState {
    /** Not registered, and not trying. */
    NOT_REGISTERED,
    REGISTERING,
    REGISTERED,
    /** Not registered; the line will try again by itself. */
    RETRYING,
    UNREGISTERING,
    /** The registrar refused for good; {@link io.switchhook.phone.PhoneLine#register} may be called again. */
    REFUSED
}

package io.switchhook.sip.message.uri;

/** Text that does not follow the grammar. The message says what was expected, where, and what stood there instead. */
public class MalformedException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /** @param message what was expected and what was found; control characters in foreign text must be escaped already */
    public MalformedException(String message) {
        super(message);
    }
}

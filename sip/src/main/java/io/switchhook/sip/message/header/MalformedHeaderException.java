package io.switchhook.sip.message.header;

import io.switchhook.sip.message.uri.MalformedException;

/** A header field that someone asked for and whose text cannot be decoded. The rest of the message is unharmed. */
public final class MalformedHeaderException extends MalformedException {
    private static final long serialVersionUID = 1L;

    private final String headerName;

    /**
     * @param headerName the name as in the RFC, {@code Refer-To} for one
     * @param problem what was expected and what stood there
     */
    public MalformedHeaderException(String headerName, String problem) {
        super(headerName + ": " + problem);
        this.headerName = headerName;
    }

    /** The name of the header as in the RFC. */
    public String headerName() {
        return headerName;
    }
}

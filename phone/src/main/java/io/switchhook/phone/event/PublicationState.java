package io.switchhook.phone.event;

/** What a {@link io.switchhook.phone.Publication} is about. */
public enum PublicationState {
    /** Nothing is published, and nothing is tried. */
    NOT_PUBLISHED,
    /** The server has been asked, and has no state of ours that we know of. */
    PUBLISHING,
    /** The server has a state of ours and tells it to whoever follows it; a newer one may be on its way there. */
    PUBLISHED,
    /** The server refused or did not answer, and will be asked again by itself; whoever follows the state may hear that there is none. */
    RETRYING,
    /** Given up; the answer of the server is waited for. */
    REMOVING,
    /** The server refused for good; {@link io.switchhook.phone.Publication#publish} may be called again. */
    REFUSED
}

package io.switchhook.stack.flow;

/** Why a connection is closed by us before its time. */
enum ConnectionEnd {
    NOT_OPEN("It did not come about in time."),
    SILENT("Nothing was said on it."),
    IDLE("It has been quiet for long, and nobody needs it."),
    UNFINISHED("A message was begun on it and not finished in time."),
    PINGS("Its keep-alives come too fast."),
    GAVE_WAY("It was quiet for longest and gave way to another."),
    PEER_HAS_ENOUGH("Its peer has as many connections as one may have."),
    NO_ROOM("There are as many connections as there may be."),
    TOO_MUCH_UNFINISHED("Its unfinished message was the largest of too many."),
    NOT_READ("Its peer does not read what it is sent."),
    NO_PONG("Its peer did not answer a keep-alive within 10 s."),
    NO_KEEP_ALIVE("Its peer has registered over it and was not heard for too long.");

    private final String sentence;

    ConnectionEnd(String sentence) {
        this.sentence = sentence;
    }

    String sentence() {
        return sentence;
    }
}

package io.switchhook.benchmarks.peers;

import java.nio.ByteBuffer;

/** A message with the number of its call in it, and with a text that the other side has chosen. */
final class NumberedMessage {
    private final Template template;
    private final Template.Place number;
    private final Template.Place text;

    /** @param place what is written where the text goes */
    NumberedMessage(String resource, String place) {
        this.template = new Template(resource);
        this.number = template.place("00000000");
        this.text = template.place(place);
    }

    ByteBuffer of(long call, byte[] theirs) {
        number.number(call);
        text.text(theirs);
        return template.bytes();
    }
}

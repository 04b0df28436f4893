package io.switchhook.sip.message.header;

import io.switchhook.sip.message.uri.FieldWriter;

/** Writes one value of a header field. */
@FunctionalInterface
public interface HeaderWriter<T> {
    /** Writes the value without name, colon and line end. */
    void write(T value, FieldWriter writer);
}

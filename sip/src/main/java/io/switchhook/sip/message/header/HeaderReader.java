package io.switchhook.sip.message.header;

import io.switchhook.sip.message.uri.FieldScanner;

/** Reads one value of a header field. */
@FunctionalInterface
public interface HeaderReader<T> {
    /**
     * Reads one value; the scanner stands on its first character that is not white space. What it leaves must be white space, or a comma where
     * the header is a list. It throws nothing but {@link io.switchhook.sip.message.uri.MalformedException}.
     */
    T read(FieldScanner scanner);
}

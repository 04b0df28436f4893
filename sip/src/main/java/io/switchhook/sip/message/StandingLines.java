package io.switchhook.sip.message;

import io.switchhook.base.text.StandingTexts;
import org.jspecify.annotations.Nullable;

/** What was decoded last of lines that a peer says alike in each message, such as Allow, Supported and User-Agent. */
final class StandingLines {
    /** A megabyte or two at worst, when somebody fills them with long lists; a phone or a trunk hears a handful of lines, a busy registrar some tens. */
    private static final int SLOT_BITS = 8;

    private static final int LONGEST = 256;

    private static final StandingTexts<Object> LINES = new StandingTexts<>(SLOT_BITS, LONGEST);

    private StandingLines() {}

    /** What was decoded of an equal value of that header; null when none is at hand. */
    static @Nullable Object find(int nameIndex, byte[] bytes, int from, int to) {
        return LINES.find(nameIndex, bytes, from, to);
    }

    /** Keeps what was decoded, which must not change any more. */
    static void keep(int nameIndex, byte[] bytes, int from, int to, Object decoded) {
        LINES.keep(nameIndex, bytes, from, to, decoded);
    }
}

package io.switchhook.base.text;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What was made last of pieces of text that peers repeat in each of their messages: of two equal ones the second costs a comparison. Bounded, and shared by all threads; what one
 * of them does not see is made again. Peers that say something new in each message only push each other's texts out.
 *
 * @param <T> what is made of a text; must not change any more
 */
public final class StandingTexts<T> {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final int slotBits;
    private final int longest;
    private final @Nullable Entry<T>[] entries;

    /** Final fields, so that whoever sees an entry sees all of it. */
    private record Entry<T>(int kind, byte[] text, T made) {}

    /**
     * @param slotBits 2 to the power of this is how many texts are kept at most
     * @param longest longer texts, in bytes, are no habit and never kept
     */
    @SuppressWarnings("unchecked") // There is no other way to an array of a generic type.
    public StandingTexts(int slotBits, int longest) {
        this.slotBits = slotBits;
        this.longest = longest;
        this.entries = (Entry<T>[]) new Entry<?>[1 << slotBits];
    }

    /** What was made of an equal text of that kind, which stands from {@code from} up to {@code to}, exclusive; null when it is not at hand. */
    public @Nullable T find(int kind, byte[] bytes, int from, int to) {
        var entry = entries[slot(kind, bytes, from, to)];
        return entry != null && entry.kind == kind && Arrays.equals(entry.text, 0, entry.text.length, bytes, from, to)
                ? entry.made
                : null;
    }

    /** Keeps what was made of a text, in the place of another that has the same slot. */
    public void keep(int kind, byte[] bytes, int from, int to, T made) {
        if (to - from <= longest) {
            entries[slot(kind, bytes, from, to)] = new Entry<>(kind, Arrays.copyOfRange(bytes, from, to), made);
        }
    }

    /** By the length and both ends: equal texts have the same, and of others few collide. */
    private int slot(int kind, byte[] bytes, int from, int to) {
        long ends = to - from;
        if (to - from >= Long.BYTES) {
            ends += 31 * (long) LONG.get(bytes, from) + 17 * (long) LONG.get(bytes, to - Long.BYTES);
        } else {
            for (int i = from; i < to; i++) {
                ends = 31 * ends + bytes[i];
            }
        }
        return (int) ((ends + kind) * 0x9e37_79b9_7f4a_7c15L >>> Long.SIZE - slotBits);
    }
}

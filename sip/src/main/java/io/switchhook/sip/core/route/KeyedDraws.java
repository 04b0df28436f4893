package io.switchhook.sip.core.route;

import io.switchhook.base.random.Randomness;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/** Draws that are the same whenever they are made for the same text: by one loop, or again after a restart (RFC 3263 §4.4). SplitMix64, begun with FNV-1a of the text. */
final class KeyedDraws implements Randomness {
    private static final long FNV_BASIS = 0xcbf2_9ce4_8422_2325L;
    private static final long FNV_PRIME = 0x100_0000_01b3L;
    private static final long GAMMA = 0x9e37_79b9_7f4a_7c15L;

    private long state = FNV_BASIS;

    KeyedDraws(String text) {
        for (int i = 0; i < text.length(); i++) {
            state = (state ^ text.charAt(i)) * FNV_PRIME;
        }
    }

    @Override
    public long nextLong() {
        state += GAMMA;
        long mixed = (state ^ (state >>> 30)) * 0xbf58_476d_1ce4_e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d0_49bb_1331_11ebL;
        return mixed ^ (mixed >>> 31);
    }

    @Override
    public void nextBytes(byte[] target) {
        for (int i = 0; i < target.length; i++) {
            target[i] = (byte) nextLong();
        }
    }

    /** The same order for the same values, in whatever order they came. */
    <T> List<T> order(List<T> values) {
        var ordered = new ArrayList<>(values);
        ordered.sort(Comparator.comparing(String::valueOf));
        for (int left = ordered.size(); left > 1; left--) {
            Collections.swap(ordered, left - 1, nextInt(left));
        }
        return ordered;
    }
}

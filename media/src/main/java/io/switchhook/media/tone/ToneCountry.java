package io.switchhook.media.tone;

import java.util.List;

/** Dial, ringback and busy tones as ITU-T E.180 Supplement 2 lists them for some countries. */
public enum ToneCountry {
    /** The recommendation of E.180 itself, a good guess in most of Europe. */
    INTERNATIONAL(List.of(425), List.of(425), List.of(425), new int[] {1000, 4000}, new int[] {500, 500}),
    FRANCE(List.of(440), List.of(440), List.of(440), new int[] {1500, 3500}, new int[] {500, 500}),
    GERMANY(List.of(425), List.of(425), List.of(425), new int[] {1000, 4000}, new int[] {480, 480}),
    HUNGARY(List.of(425), List.of(425), List.of(425), new int[] {1200, 3700}, new int[] {300, 300}),
    NORTH_AMERICA(
            List.of(350, 440), List.of(440, 480), List.of(480, 620), new int[] {2000, 4000}, new int[] {500, 500}),
    UNITED_KINGDOM(
            List.of(350, 440), List.of(400, 450), List.of(400), new int[] {400, 200, 400, 2000}, new int[] {375, 375});

    private final CallProgressTone dial;
    private final CallProgressTone ringback;
    private final CallProgressTone busy;

    ToneCountry(List<Integer> dial, List<Integer> ring, List<Integer> busy, int[] ringCadence, int[] busyCadence) {
        this.dial = CallProgressTone.of(dial);
        this.ringback = CallProgressTone.of(ring, ringCadence);
        this.busy = CallProgressTone.of(busy, busyCadence);
    }

    public CallProgressTone dial() {
        return dial;
    }

    public CallProgressTone ringback() {
        return ringback;
    }

    public CallProgressTone busy() {
        return busy;
    }
}

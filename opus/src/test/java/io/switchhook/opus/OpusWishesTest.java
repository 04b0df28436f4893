package io.switchhook.opus;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 7587 §6.1. */
class OpusWishesTest {

    @Test
    void whoSaysNothingTakesTheMostThatIsRecommendedForSpeech() {
        assertThat(OpusWishes.of("")).isEqualTo(new OpusWishes(48_000, 40_000, false, false, false));
    }

    /** RFC 7587 §7, Example 2, and one with all there is. */
    @Test
    void wishesAreRead() {
        assertThat(OpusWishes.of("maxplaybackrate=16000; sprop-maxcapturerate=16000; maxaveragebitrate=18000; stereo=1;"
                        + " useinbandfec=1; usedtx=0"))
                .isEqualTo(new OpusWishes(16_000, 18_000, false, true, false));
        assertThat(OpusWishes.of("CBR=1;UseDTX=1;minptime=10;MaxPlaybackRate=8000"))
                .isEqualTo(new OpusWishes(8_000, 12_000, true, false, true));
    }

    @ParameterizedTest
    @CsvSource({"8000, 12000", "12000, 20000", "16000, 20000", "24000, 40000", "48000, 40000"})
    void bitrateFollowsWhatCanBePlayed(int playbackRate, int bitrate) {
        assertThat(OpusWishes.of("maxplaybackrate=" + playbackRate).bitrate()).isEqualTo(bitrate);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "maxplaybackrate=7999",
                "maxplaybackrate=48001",
                "maxplaybackrate=-16000",
                "maxplaybackrate=99999999999999999999",
                "maxaveragebitrate=5999",
                "maxaveragebitrate=510001",
                "maxaveragebitrate=",
                "cbr=2",
                "useinbandfec=yes",
                "usedtx",
                "=1;;=;",
                "stereo=1"
            })
    void whatMakesNoSenseCountsAsNotSaid(String fmtp) {
        assertThat(OpusWishes.of(fmtp)).isEqualTo(OpusWishes.NONE);
    }
}

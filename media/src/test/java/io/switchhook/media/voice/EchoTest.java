package io.switchhook.media.voice;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Echo in rooms that are made of seeds: what is promised of the canceller, held against it, and against one that does nothing and one that lets nothing through. */
class EchoTest {
    private static final int RATE = 8_000;
    private static final VoiceSettings ECHO_ALONE = VoiceSettings.OFF.withEcho(EchoSettings.DEFAULT);

    /** What has to be survived. Each ends with somebody who speaks in the room. */
    enum Ordeal {
        /** Far voice alone, both at once, near voice alone. */
        DOUBLE_TALK {
            @Override
            Scene scene() {
                return new Scene(RATE, 8)
                        .far(1, -20, 0, 6.5)
                        .near(51, -24, 3.5, 8)
                        .noise(-65, 0, 8)
                        .room(room(10, 60), 0, 8);
            }

            @Override
            void judge(Scene scene, Complaints complaints) {
                complaints.atLeast("less echo in the first second, dB", scene.reduction(0.2, 1.2), 8);
                complaints.atLeast("less echo in the next", scene.reduction(1.2, 2), 12);
                complaints.atLeast("less echo after two seconds", scene.reduction(2, 3.5), 20);
                complaints.atLeast("voice to rest while both speak", scene.nearToRest(3.5, 6.5), 12);
                complaints.atLeast("loudness of the voice while both speak", scene.nearGain(3.5, 6.5), -2);
                complaints.atLeast("voice to rest afterwards", scene.nearToRest(6.8, 8), 25);
            }
        },
        /** The same with more bandwidth. */
        WIDEBAND {
            @Override
            Scene scene() {
                return new Scene(16_000, 6)
                        .far(3, -20, 0, 6)
                        .near(53, -24, 4, 6)
                        .noise(-65, 0, 6)
                        .room(room(16_000, 12, 60), 0, 6);
            }

            @Override
            void judge(Scene scene, Complaints complaints) {
                complaints.atLeast("less echo after two seconds", scene.reduction(2, 4), 25);
                complaints.atLeast("voice to rest while both speak", scene.nearToRest(4, 6), 12);
            }
        },
        /** Somebody opens a door: all reflections are others. */
        PATH_CHANGE {
            @Override
            Scene scene() {
                return new Scene(RATE, 9)
                        .far(2, -20, 0, 9)
                        .near(52, -24, 7, 9)
                        .noise(-65, 0, 9)
                        .room(room(11, 60), 0, 3.5)
                        .room(room(21, 65), 3.5, 9);
            }

            @Override
            void judge(Scene scene, Complaints complaints) {
                complaints.atLeast("less echo right after the change", scene.reduction(3.5, 4.5), 3);
                complaints.atLeast("less echo a second after the change", scene.reduction(4.5, 5.5), 10);
                complaints.atLeast("less echo after two seconds", scene.reduction(5.5, 7), 16);
                complaints.atLeast("voice to rest while both speak", scene.nearToRest(7, 9), 9);
            }
        },
        /** A device inserts 240 ms. */
        DELAY_JUMP {
            @Override
            Scene scene() {
                return new Scene(RATE, 9)
                        .far(2, -20, 0, 9)
                        .near(52, -24, 7, 9)
                        .noise(-65, 0, 9)
                        .room(room(11, 60), 0, 3.5)
                        .room(room(11, 300), 3.5, 9);
            }

            @Override
            void judge(Scene scene, Complaints complaints) {
                complaints.atLeast("no more echo than there was", scene.reduction(3.5, 4), -1);
                complaints.atLeast("less echo after a second and a half", scene.reduction(5, 7), 16);
                complaints.atLeast("voice to rest while both speak", scene.nearToRest(7, 9), 8);
            }
        },
        /** As late as echo may come. */
        LONG_DELAY {
            @Override
            Scene scene() {
                return new Scene(RATE, 6)
                        .far(4, -20, 0, 6)
                        .near(54, -24, 4.5, 6)
                        .noise(-65, 0, 6)
                        .room(room(13, 490), 0, 6);
            }

            @Override
            void judge(Scene scene, Complaints complaints) {
                complaints.atLeast("less echo after two and a half seconds", scene.reduction(2.5, 4.5), 18);
                complaints.atLeast("voice to rest while both speak", scene.nearToRest(4.5, 6), 9);
            }
        },
        /** Two clocks, one 100 parts of a million faster. */
        DRIFT {
            @Override
            Scene scene() {
                return new Scene(RATE, 10)
                        .far(3, -20, 0, 10)
                        .near(53, -24, 8, 10)
                        .noise(-65, 0, 10)
                        .room(room(12, 60), 0, 10)
                        .drift(100);
            }

            @Override
            void judge(Scene scene, Complaints complaints) {
                complaints.atLeast("less echo", scene.reduction(2, 8), 15);
                complaints.atLeast("voice to rest while both speak", scene.nearToRest(8, 10), 8);
            }
        },
        /** A loudspeaker that is overdriven: its echo is cut at half its peaks. */
        DISTORTION {
            @Override
            Scene scene() {
                return new Scene(RATE, 7)
                        .far(3, -20, 0, 7)
                        .near(53, -24, 5.5, 7)
                        .noise(-65, 0, 7)
                        .room(room(12, 60), 0, 7)
                        .distorted(3000);
            }

            @Override
            void judge(Scene scene, Complaints complaints) {
                complaints.atLeast("less echo", scene.reduction(2, 5.5), 12);
                complaints.atLeast("voice to rest while both speak", scene.nearToRest(5.5, 7), 9);
            }
        },
        /** A microphone that is overdriven by the loudspeaker. */
        CLIPPING {
            @Override
            Scene scene() {
                return new Scene(RATE, 7)
                        .far(3, -8, 0, 5.5)
                        .near(53, -12, 5.6, 7)
                        .noise(-65, 0, 7)
                        .room(room(RATE, 12, 60, 4), 0, 7);
            }

            @Override
            void judge(Scene scene, Complaints complaints) {
                complaints.atLeast("less echo", scene.reduction(2, 5.5), 10);
                complaints.atLeast("voice to rest afterwards", scene.nearToRest(5.8, 7), 20);
            }
        },
        /** Echo in a noisy room: what comes out is as loud as the noise, neither louder nor dead. */
        NOISE {
            @Override
            Scene scene() {
                return new Scene(RATE, 7)
                        .far(3, -20, 0.5, 7)
                        .near(53, -24, 5.5, 7)
                        .noise(-45, 0, 7)
                        .room(room(12, 60), 0, 7);
            }

            @Override
            void judge(Scene scene, Complaints complaints) {
                complaints.atLeast("what is heard instead of echo", scene.outLevel(3, 5.5), -50);
                complaints.atLeast("not louder than noise", -scene.outLevel(3, 5.5), 40);
                complaints.atLeast("voice to rest while both speak", scene.nearToRest(5.5, 7), 9);
            }
        };

        abstract Scene scene();

        abstract void judge(Scene scene, Complaints complaints);

        private static Room room(long seed, double delayMillis) {
            return room(RATE, seed, delayMillis);
        }

        private static Room room(int rate, long seed, double delayMillis) {
            return room(rate, seed, delayMillis, -6);
        }

        private static Room room(int rate, long seed, double delayMillis, double gain) {
            return new Room(seed, rate, delayMillis, gain, 160);
        }

        List<String> complaints(Scene scene, Scene.Subject subject) {
            var complaints = new Complaints(new ArrayList<>());
            judge(scene.run(subject), complaints);
            return complaints.found();
        }
    }

    /** What was not as promised. */
    record Complaints(List<String> found) {
        void atLeast(String what, double is, double promised) {
            if (!(is >= promised)) {
                found.add(String.format(Locale.ROOT, "%s: %.1f, promised %.1f", what, is, promised));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void isCancelledAndTheVoiceIsNot(Ordeal ordeal) {
        var scene = ordeal.scene();
        assertThat(ordeal.complaints(scene, Scene.processor(scene.rate, ECHO_ALONE)))
                .isEmpty();
        assertThat(ordeal.complaints(scene, Scene.NO_OP))
                .as("of one that does nothing")
                .isNotEmpty();
        assertThat(ordeal.complaints(scene, Scene.MUTE))
                .as("of one that lets nothing through")
                .isNotEmpty();
    }

    /** What is known to be echo is taken away, and nothing else is touched: what is left is what the room has that the filter does not. */
    @Test
    void withoutSuppressionTheFilterAloneDoesMostOfIt() {
        var voice = new VoiceProcessor(RATE, VoiceSettings.OFF.withEcho(EchoSettings.DEFAULT.withoutSuppression()));
        assertThat(voice.delay()).isZero();
        var scene = new Scene(RATE, 6)
                .far(3, -20, 0, 6)
                .near(53, -24, 4, 6)
                .noise(-65, 0, 6)
                .room(new Room(12, RATE, 60, -6, 160), 0, 6)
                .run(Scene.of(voice));
        assertThat(scene.reduction(2, 4)).isGreaterThan(18);
        assertThat(scene.nearToRest(4, 6)).isGreaterThan(13);
        var state = voice.echo().orElseThrow();
        assertThat(state.delay().orElseThrow()).isBetween(Duration.ofMillis(50), Duration.ofMillis(80));
    }

    @Test
    void aTailOf256MillisecondsHearsMoreOfALargeRoom() {
        double[] less = new double[2];
        for (int i = 0; i < 2; i++) {
            var tail = EchoSettings.DEFAULT
                    .withTail(Duration.ofMillis(i == 0 ? 64 : 256))
                    .withoutSuppression();
            less[i] = new Scene(RATE, 6)
                    .far(3, -20, 0, 6)
                    .noise(-70, 0, 6)
                    .room(new Room(12, RATE, 30, -6, 450), 0, 6)
                    .run(Scene.processor(RATE, VoiceSettings.OFF.withEcho(tail)))
                    .reduction(3, 6);
        }
        assertThat(less[1]).isGreaterThan(less[0] + 4);
    }

    /** With a headset there is no echo: who speaks is not to suffer from what is played. */
    @Test
    void whereThereIsNoEchoNothingIsTakenAway() {
        var voice = new VoiceProcessor(RATE, ECHO_ALONE);
        var scene = new Scene(RATE, 7)
                .far(3, -20, 0, 7)
                .near(53, -24, 2, 7)
                .noise(-60, 0, 7)
                .run(Scene.of(voice));
        assertThat(scene.nearGain(2, 7)).isGreaterThan(-1);
        assertThat(scene.nearToRest(2, 7)).isGreaterThan(16);
        assertThat(scene.outLevel(0.5, 2)).isGreaterThan(scene.heardLevel(0.5, 2) - 3);
        assertThat(voice.echo().orElseThrow().delay()).isEmpty();
        assertThat(voice.echo().orElseThrow().restarts()).isZero();
    }

    /** Far more noise than echo, and what is played is unlike what is heard: not more comes out than went in. */
    @Test
    void whatIsNotEchoIsNeverMadeLouder() {
        var scene = new Scene(RATE, 6)
                .far(3, -10, 0, 6)
                .near(53, -20, 0, 6)
                .noise(-30, 0, 6)
                .run(Scene.processor(RATE, VoiceSettings.OFF.withEcho(EchoSettings.DEFAULT.withoutSuppression())));
        for (double at = 0; at < 6; at += 0.5) {
            assertThat(scene.reduction(at, at + 0.5)).as("from %s s", at).isGreaterThan(-0.5);
        }
    }

    /** A ringing tone tells nothing of other frequencies, and is cancelled all the same. */
    @Test
    void aToneIsCancelled() {
        var voice = new VoiceProcessor(RATE, ECHO_ALONE);
        var block = RATE / 100;
        var tone = new short[block];
        var heard = new short[block];
        var out = new short[block];
        long left = 0;
        long all = 0;
        for (int frame = 0; frame < 400; frame++) {
            for (int i = 0; i < block; i++) {
                int at = frame * block + i;
                tone[i] = (short) (6000 * Math.sin(2 * Math.PI * 425 * at / RATE));
                heard[i] = (short) (3000 * Math.sin(2 * Math.PI * 425 * (at - 37) / RATE));
            }
            voice.onPlayed(tone, 0, block);
            voice.process(heard, 0, block, out, 0);
            for (int i = 0; frame >= 200 && i < block; i++) {
                left += out[i] * out[i];
                all += heard[i] * heard[i];
            }
        }
        assertThat(left).isLessThan(all / 1000);
    }

    @Test
    void ofSilenceComesSilence() {
        var scene = new Scene(RATE, 2).run(Scene.processor(RATE, VoiceSettings.DEFAULT));
        assertThat(scene.out()).containsOnly(0);
    }
}

package io.switchhook.systemtests.lives;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Some lives, up to the first that fails; for hunting planted defects, not run by itself. */
final class FewLives {
    private static final int COUNT = 120;

    @Test
    void live() {
        new SplittableRandom(1).longs(COUNT).forEach(Life::live);
    }
}

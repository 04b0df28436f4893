package io.switchhook.services;

import java.io.IOException;

/** What one menu plays. */
record MenuSounds(Sound greeting, Sound wrongKey, Sound noKey, Sound nobody) {
    private static final MenuSounds TONES = new MenuSounds(
            Sound.tone("greeting", 1_000, 250, 2),
            Sound.tone("wrong key", 330, 150, 3),
            Sound.tone("no key", 500, 150, 1),
            Sound.tone("nobody", 425, 250, 4));

    static MenuSounds read(MenuSettings menu) throws IOException {
        return new MenuSounds(
                Sound.read(menu.greeting(), TONES.greeting),
                Sound.read(menu.wrongKey(), TONES.wrongKey),
                Sound.read(menu.noKey(), TONES.noKey),
                Sound.read(menu.nobody(), TONES.nobody));
    }
}

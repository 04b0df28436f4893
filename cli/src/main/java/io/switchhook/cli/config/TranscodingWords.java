package io.switchhook.cli.config;

import io.switchhook.base.text.Printable;
import io.switchhook.pbx.TranscodingSettings;
import io.switchhook.stack.media.InstalledCodecs;
import java.util.List;

/** How options and files say between which codecs a PBX translates. */
public final class TranscodingWords {
    private TranscodingWords() {}

    /**
     * @param words names of codecs, or {@code off} alone
     * @throws IllegalArgumentException when that makes no sense
     */
    public static TranscodingSettings read(List<String> words) {
        if (words.equals(List.of("off"))) {
            return TranscodingSettings.OFF;
        }
        var codecs = words.stream()
                .map(word -> InstalledCodecs.named(word)
                        .orElseThrow(() -> new IllegalArgumentException("\"" + Printable.escape(word)
                                + "\" is no codec that is here; write for example pcmu, pcma, g722, or off")))
                .toList();
        return new TranscodingSettings(codecs, TranscodingSettings.DEFAULT.maxCalls());
    }
}

package io.switchhook.media.codec;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The codecs that are at hand, in order of preference. Immutable: {@link #with} and {@link #only} give new ones. */
public final class Codecs {
    private static final Codecs STANDARD = new Codecs(List.of(G711.A_LAW, G711.MU_LAW, G722.WIDEBAND));

    private final List<CodecFactory> factories;

    private Codecs(List<CodecFactory> factories) {
        this.factories = factories;
    }

    /** What needs no add-on: G.711 A-law (PCMA) and µ-law (PCMU), then G.722. */
    public static Codecs standard() {
        return STANDARD;
    }

    /** Finds by value; the encoding is compared without case. */
    public Optional<CodecFactory> find(CodecName name) {
        return factories.stream().filter(factory -> factory.name().equals(name)).findFirst();
    }

    /** Adds a codec as the least preferred, in place of one of the same name. */
    public Codecs with(CodecFactory added) {
        var all = new ArrayList<CodecFactory>();
        factories.stream()
                .filter(factory -> !factory.name().equals(added.name()))
                .forEach(all::add);
        all.add(added);
        return new Codecs(List.copyOf(all));
    }

    /**
     * Keeps the codecs named, in the order named.
     *
     * @throws IllegalArgumentException when one is not at hand
     */
    public Codecs only(List<CodecName> names) {
        return new Codecs(names.stream()
                .map(name -> find(name)
                        .orElseThrow(() -> new IllegalArgumentException("No codec " + name + ", there are " + names())))
                .toList());
    }

    public List<CodecName> names() {
        return factories.stream().map(CodecFactory::name).toList();
    }

    public List<CodecFactory> factories() {
        return factories;
    }
}

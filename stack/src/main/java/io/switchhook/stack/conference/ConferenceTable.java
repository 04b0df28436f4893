package io.switchhook.stack.conference;

import io.switchhook.stack.XmlElement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What a subscriber makes of the documents of one subscription: the procedure of RFC 4575 §4.6. Used by one thread at a time. */
public final class ConferenceTable {
    static final String ROOT = "conference-info";

    /** What a document was worth. */
    public enum Taken {
        /** It counts, and {@link #info} may be another. */
        TAKEN,
        /** It is none, is too large, or was told before. */
        DISCARDED,
        /** One before it is missing: the whole state has to be asked for. Told once until that has come. */
        MISSED,
        /** The conference has ceased to exist. */
        OVER
    }

    private enum Extent {
        FULL,
        PARTIAL,
        DELETED
    }

    /** What an element is known by among its siblings (§4.5); by its name alone where there can be only one. */
    private record Key(String name, String value) {}

    private Optional<XmlElement> root = Optional.empty();
    private Optional<ConferenceInfo> info = Optional.empty();
    private long version;
    private boolean asked;

    /** The conference as it is known now; empty before the first whole document, and when it is over. */
    public Optional<ConferenceInfo> info() {
        return info;
    }

    /** Nothing is known any more: another subscription begins. */
    public void forget() {
        root = Optional.empty();
        info = Optional.empty();
        asked = false;
    }

    /** @param document the body of a NOTIFY */
    public Taken take(String document) {
        var update = XmlElement.read(document).filter(read -> read.name().equals(ROOT));
        var told = update.flatMap(read -> read.attribute("version")).flatMap(ConferenceInfo::number);
        if (told.isEmpty() || (root.isPresent() && told.get() <= version)) {
            return Taken.DISCARDED;
        }
        var extent = extentOf(update.get());
        if (extent == Extent.DELETED) {
            forget();
            return Taken.OVER;
        }
        if (extent == Extent.PARTIAL && (root.isEmpty() || told.get() > version + 1)) {
            boolean first = !asked;
            asked = true;
            return first ? Taken.MISSED : Taken.DISCARDED;
        }
        var next = extent == Extent.FULL ? update.get() : merged(root.orElseThrow(), update.get());
        if (next.size() > XmlElement.MOST_ELEMENTS) {
            return Taken.DISCARDED;
        }
        asked = false;
        version = told.get();
        root = Optional.of(next);
        info = Optional.of(ConferenceInfo.of(next));
        return Taken.TAKEN;
    }

    static boolean isDeleted(XmlElement element) {
        return extentOf(element) == Extent.DELETED;
    }

    /** §4.4: full is what says nothing. */
    private static Extent extentOf(XmlElement element) {
        return switch (element.attribute("state").orElse("").strip().toLowerCase(Locale.ROOT)) {
            case "partial" -> Extent.PARTIAL;
            case "deleted" -> Extent.DELETED;
            default -> Extent.FULL;
        };
    }

    /** Steps 1 to 3.3. */
    private static XmlElement merged(XmlElement local, XmlElement update) {
        var rows = new LinkedHashMap<Key, XmlElement>();
        for (var child : local.children()) {
            keyOf(child).ifPresent(key -> rows.put(key, child));
        }
        for (var child : update.children()) {
            keyOf(child).ifPresent(key -> apply(rows, key, child));
        }
        var attributes = new LinkedHashMap<String, String>(local.attributes());
        attributes.putAll(update.attributes());
        return new XmlElement(
                local.name(), Map.copyOf(attributes), update.text(), List.copyOf(new ArrayList<>(rows.values())));
    }

    private static void apply(Map<Key, XmlElement> rows, Key key, XmlElement child) {
        switch (extentOf(child)) {
            case FULL -> rows.put(key, child);
            case DELETED -> rows.remove(key);
            case PARTIAL -> {
                var known = rows.get(key);
                rows.put(
                        key,
                        merged(known == null ? new XmlElement(child.name(), Map.of(), "", List.of()) : known, child));
            }
        }
    }

    /** Empty for one that has to have a key and has none. */
    private static Optional<Key> keyOf(XmlElement element) {
        return switch (element.name()) {
            case "user", "endpoint" -> element.attribute("entity").map(value -> new Key(element.name(), value));
            case "media" -> element.attribute("id").map(value -> new Key(element.name(), value));
            case "entry" ->
                element.attribute("entity")
                        .or(() -> element.textOf("uri"))
                        .map(value -> new Key(element.name(), value));
            default -> Optional.of(new Key(element.name(), ""));
        };
    }
}

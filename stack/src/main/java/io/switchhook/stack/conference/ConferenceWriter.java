package io.switchhook.stack.conference;

import io.switchhook.stack.XmlElement;
import io.switchhook.stack.conference.ConferenceMedia.Word;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/** Conferences as {@code application/conference-info+xml}, in the order of elements that the schema of RFC 4575 §6 wants. */
final class ConferenceWriter {
    private final StringBuilder out = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");

    private ConferenceWriter() {}

    /** §5.2: with a description and users at least. */
    static String whole(ConferenceInfo conference, long version) {
        var writer = new ConferenceWriter().root(conference.entity(), "full", version);
        writer.description(conference);
        writer.state(conference);
        writer.out.append(" <users>\n");
        conference.users().forEach(user -> writer.user(user, ""));
        writer.out.append(" </users>\n");
        return writer.end();
    }

    /** What {@link #whole} would tell otherwise than it did: atomic elements whole, users one by one (§4.4). */
    static String changes(ConferenceInfo before, ConferenceInfo now, long version) {
        var writer = new ConferenceWriter().root(now.entity(), "partial", version);
        if (!describes(before, now)) {
            writer.description(now);
        }
        if (!before.userCount().equals(now.userCount())
                || !before.active().equals(now.active())
                || !before.locked().equals(now.locked())) {
            writer.state(now);
        }
        if (!before.users().equals(now.users())) {
            writer.out.append(" <users state=\"partial\">\n");
            writer.users(before.users(), now.users());
            writer.out.append(" </users>\n");
        }
        return writer.end();
    }

    static String over(String entity, long version) {
        return new ConferenceWriter().root(entity, "deleted", version).end();
    }

    private static boolean describes(ConferenceInfo before, ConferenceInfo now) {
        return before.displayText().equals(now.displayText())
                && before.subject().equals(now.subject())
                && before.maximumUserCount().equals(now.maximumUserCount())
                && before.host().equals(now.host());
    }

    private ConferenceWriter root(String entity, String extent, long version) {
        out.append("<conference-info xmlns=\"urn:ietf:params:xml:ns:conference-info\" entity=\"")
                .append(XmlElement.escape(entity))
                .append("\" state=\"")
                .append(extent)
                .append("\" version=\"")
                .append(version)
                .append("\">\n");
        return this;
    }

    private String end() {
        return out.append("</conference-info>\n").toString();
    }

    private void description(ConferenceInfo conference) {
        out.append(" <conference-description>\n");
        text("  ", "display-text", conference.displayText());
        text("  ", "subject", conference.subject());
        text("  ", "maximum-user-count", conference.maximumUserCount().map(String::valueOf));
        out.append(" </conference-description>\n");
        if (conference.host().isPresent()) {
            out.append(" <host-info>\n");
            text("  ", "display-text", conference.host());
            out.append(" </host-info>\n");
        }
    }

    private void state(ConferenceInfo conference) {
        out.append(" <conference-state>\n");
        text("  ", "user-count", conference.userCount().map(String::valueOf));
        text("  ", "active", conference.active().map(String::valueOf));
        text("  ", "locked", conference.locked().map(String::valueOf));
        out.append(" </conference-state>\n");
    }

    private void users(List<ConferenceUser> before, List<ConferenceUser> now) {
        var known = new LinkedHashMap<String, ConferenceUser>();
        before.forEach(user -> known.put(user.entity(), user));
        for (var user : now) {
            if (!user.equals(known.remove(user.entity()))) {
                user(user, " state=\"full\"");
            }
        }
        for (var gone : known.keySet()) {
            out.append("  <user entity=\"").append(XmlElement.escape(gone)).append("\" state=\"deleted\"/>\n");
        }
    }

    private void user(ConferenceUser user, String extent) {
        out.append("  <user entity=\"")
                .append(XmlElement.escape(user.entity()))
                .append('"')
                .append(extent)
                .append(">\n");
        text("   ", "display-text", user.displayText());
        if (!user.roles().isEmpty()) {
            out.append("   <roles>\n");
            user.roles().forEach(role -> text("    ", "entry", Optional.of(role)));
            out.append("   </roles>\n");
        }
        user.endpoints().forEach(this::endpoint);
        out.append("  </user>\n");
    }

    private void endpoint(ConferenceEndpoint endpoint) {
        out.append("   <endpoint entity=\"")
                .append(XmlElement.escape(endpoint.entity()))
                .append("\">\n");
        text("    ", "display-text", endpoint.displayText());
        text("    ", "status", endpoint.status().map(Word::of));
        text("    ", "joining-method", endpoint.joining().map(Word::of));
        text("    ", "disconnection-method", endpoint.disconnection().map(Word::of));
        for (var media : endpoint.media()) {
            out.append("    <media id=\"").append(XmlElement.escape(media.id())).append("\">\n");
            text("     ", "type", media.type());
            text("     ", "label", media.label());
            text("     ", "status", media.status().map(Word::of));
            out.append("    </media>\n");
        }
        out.append("   </endpoint>\n");
    }

    private void text(String indent, String name, Optional<String> value) {
        value.ifPresent(known -> out.append(indent)
                .append('<')
                .append(name)
                .append('>')
                .append(XmlElement.escape(known))
                .append("</")
                .append(name)
                .append(">\n"));
    }
}

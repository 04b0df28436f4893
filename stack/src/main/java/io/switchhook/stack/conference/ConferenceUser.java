package io.switchhook.stack.conference;

import io.switchhook.base.text.Printable;
import io.switchhook.stack.XmlElement;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Somebody in a conference (RFC 4575 §5.6). Text of a peer has no control characters.
 *
 * @param entity the URI by which the conference knows them, each its own; whoever wants to be anonymous has one in {@code .invalid}
 * @param displayText their name
 * @param roles what they are in the conference, for people to read
 * @param endpoints the devices with which they take part
 */
public record ConferenceUser(
        String entity, Optional<String> displayText, List<String> roles, List<ConferenceEndpoint> endpoints) {

    public ConferenceUser {
        roles = List.copyOf(roles);
        endpoints = List.copyOf(endpoints);
    }

    /** Whether the conference does not say who it is (§5.6, RFC 3323). */
    public boolean isAnonymous() {
        var plain = entity.toLowerCase(Locale.ROOT);
        int host = plain.indexOf('@') + 1;
        int end = plain.indexOf(';', host);
        return (end < 0 ? plain : plain.substring(0, end)).endsWith(".invalid") || plain.startsWith("sip:anonymous");
    }

    /** Whether one of the devices is in the conference; of whom no device is told there is nothing that says otherwise. */
    public boolean isIn() {
        return endpoints.isEmpty()
                || endpoints.stream()
                        .anyMatch(
                                endpoint -> endpoint.isIn() || endpoint.status().isEmpty());
    }

    /** Whether they are in the conference and can be heard with none of their devices. */
    public boolean isMuted() {
        var present = endpoints.stream().filter(ConferenceEndpoint::isIn).toList();
        return !present.isEmpty() && present.stream().allMatch(ConferenceEndpoint::isMuted);
    }

    /** The same with the devices of the other as well. */
    ConferenceUser with(ConferenceUser other) {
        return new ConferenceUser(
                entity,
                displayText,
                roles,
                Stream.concat(endpoints.stream(), other.endpoints.stream()).toList());
    }

    static ConferenceUser of(XmlElement user) {
        return new ConferenceUser(
                Printable.escape(user.attribute("entity").orElse("")),
                user.textOf("display-text").map(Printable::escape),
                user.child("roles").stream()
                        .flatMap(roles -> roles.all("entry"))
                        .map(role -> Printable.escape(role.text()))
                        .toList(),
                user.all("endpoint")
                        .filter(endpoint -> !ConferenceTable.isDeleted(endpoint))
                        .map(ConferenceEndpoint::of)
                        .toList());
    }
}

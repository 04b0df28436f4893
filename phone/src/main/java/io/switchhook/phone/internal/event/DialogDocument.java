package io.switchhook.phone.internal.event;

import io.switchhook.base.text.Printable;
import io.switchhook.phone.call.RemoteParty;
import io.switchhook.phone.event.WatchedCall;
import io.switchhook.phone.internal.dial.DialTarget;
import io.switchhook.sip.message.uri.MalformedException;
import io.switchhook.sip.message.uri.Uri;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * What a server tells of somebody's calls, {@code application/dialog-info+xml} (RFC 4235 §4.1). Names are looked at without their namespace, which some servers get wrong.
 *
 * @param version counts the documents of one sender; empty where it is left out
 * @param full whether these are all calls, or those alone that have changed
 */
public record DialogDocument(Optional<Long> version, boolean full, List<Row> rows) {
    /** One deep enough for what RFC 4235 §4.4 describes, and for much that it does not. */
    private static final int DEEPEST = 20;

    private static final int MOST_ROWS = 200;

    /** One dialog; without a call when that is over. */
    record Row(String id, Optional<WatchedCall> call) {}

    private static final XMLInputFactory XML = XMLInputFactory.newDefaultFactory();

    static {
        // Nothing of a peer is expanded or fetched.
        XML.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        XML.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        XML.setProperty(XMLInputFactory.IS_COALESCING, true);
    }

    /** Empty when it is not such a document. */
    public static Optional<DialogDocument> read(String text) {
        try {
            var reader = XML.createXMLStreamReader(new StringReader(text));
            reader.nextTag();
            return reader.getLocalName().equals("dialog-info") ? Optional.of(document(reader)) : Optional.empty();
        } catch (XMLStreamException | RuntimeException e) {
            // The parser of the JDK has more to throw than it says: MissingResourceException, where it has no words for
            // what is wrong.
            return Optional.empty();
        }
    }

    private static DialogDocument document(XMLStreamReader reader) throws XMLStreamException {
        var version = attribute(reader, "version").flatMap(DialogDocument::number);
        // RFC 4235 calls it both in its examples.
        boolean partial = Stream.of("state", "notify-state")
                .flatMap(name -> attribute(reader, name).stream())
                .anyMatch("partial"::equalsIgnoreCase);
        var rows = new ArrayList<Row>();
        while (reader.nextTag() == XMLStreamConstants.START_ELEMENT) {
            if (reader.getLocalName().equals("dialog") && rows.size() < MOST_ROWS) {
                row(reader).ifPresent(rows::add);
            } else {
                skip(reader, 1);
            }
        }
        return new DialogDocument(version, !partial, List.copyOf(rows));
    }

    private static Optional<Long> number(String digits) {
        try {
            return Optional.of(Long.parseLong(digits.strip())).filter(number -> number >= 0);
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static Optional<Row> row(XMLStreamReader reader) throws XMLStreamException {
        var attributes = new HashMap<String, String>();
        for (var name : List.of("id", "call-id", "local-tag", "remote-tag", "direction")) {
            attribute(reader, name).ifPresent(value -> attributes.put(name, value));
        }
        Optional<String> state = Optional.empty();
        Optional<RemoteParty> remote = Optional.empty();
        while (reader.nextTag() == XMLStreamConstants.START_ELEMENT) {
            switch (reader.getLocalName()) {
                case "state" -> state = Optional.of(textOf(reader));
                case "remote" -> remote = party(reader);
                default -> skip(reader, 2);
            }
        }
        var id = attributes.get("id");
        if (id == null || state.isEmpty()) {
            return Optional.empty();
        }
        var known = remote;
        return Optional.of(new Row(id, stage(state.get()).map(stage -> call(stage, attributes, known))));
    }

    private static WatchedCall call(
            WatchedCall.Stage stage, Map<String, String> attributes, Optional<RemoteParty> remote) {
        return new WatchedCall(
                Printable.escape(attributes.getOrDefault("id", "")),
                stage,
                Optional.ofNullable(attributes.get("direction")).flatMap(DialogDocument::direction),
                remote,
                Optional.ofNullable(attributes.get("call-id")).filter(Printable::isClean),
                Optional.ofNullable(attributes.get("local-tag")).filter(Printable::isClean),
                Optional.ofNullable(attributes.get("remote-tag")).filter(Printable::isClean));
    }

    private static Optional<WatchedCall.Stage> stage(String word) {
        return Stream.of(WatchedCall.Stage.values())
                .filter(stage -> stage.name().equals(word.strip().toUpperCase(Locale.ROOT)))
                .findFirst();
    }

    private static Optional<WatchedCall.Direction> direction(String word) {
        return Stream.of(WatchedCall.Direction.values())
                .filter(direction -> direction.name().equals(word.strip().toUpperCase(Locale.ROOT)))
                .findFirst();
    }

    /** The identity, or the target where there is none. */
    private static Optional<RemoteParty> party(XMLStreamReader reader) throws XMLStreamException {
        Optional<RemoteParty> identity = Optional.empty();
        Optional<RemoteParty> target = Optional.empty();
        while (reader.nextTag() == XMLStreamConstants.START_ELEMENT) {
            var name = reader.getLocalName();
            if (name.equals("identity")) {
                var display =
                        attribute(reader, "display").map(Printable::escape).filter(text -> !text.isBlank());
                identity = party(textOf(reader), display);
            } else {
                if (name.equals("target")) {
                    target = attribute(reader, "uri").flatMap(uri -> party(uri, Optional.empty()));
                }
                skip(reader, 3);
            }
        }
        return identity.isPresent() ? identity : target;
    }

    private static Optional<RemoteParty> party(String uri, Optional<String> display) {
        try {
            var number = DialTarget.number(Uri.parse(uri.strip()));
            return Optional.of(
                    new RemoteParty(Printable.escape(number), display, number.equalsIgnoreCase("anonymous")));
        } catch (MalformedException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> attribute(XMLStreamReader reader, String name) {
        return Optional.ofNullable(reader.getAttributeValue(null, name));
    }

    /** The text of an element without others in it. */
    private static String textOf(XMLStreamReader reader) throws XMLStreamException {
        return reader.getElementText();
    }

    /** Passes an element with all that is in it. */
    private static void skip(XMLStreamReader reader, int depth) throws XMLStreamException {
        int open = 1;
        while (open > 0) {
            int event = reader.next();
            if (event == XMLStreamConstants.START_ELEMENT && depth + ++open > DEEPEST) {
                throw new XMLStreamException("more than " + DEEPEST + " elements in each other");
            }
            if (event == XMLStreamConstants.END_ELEMENT) {
                open--;
            }
        }
    }
}

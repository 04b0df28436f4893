package io.switchhook.stack;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * An element of an XML body with all that is in it. Immutable. Names are without their namespace, which some servers get wrong; attributes of another namespace, comments and
 * processing instructions are left out.
 *
 * @param name the local name
 * @param text what stands in it beside other elements, without white space at both ends
 */
public record XmlElement(String name, Map<String, String> attributes, String text, List<XmlElement> children) {
    /** How deep elements may stand in each other. */
    public static final int DEEPEST = 20;

    /** How many elements a document may have. */
    public static final int MOST_ELEMENTS = 20_000;

    /** How many characters a document may have. */
    public static final int LONGEST = 1 << 20;

    private static final XMLInputFactory XML = XMLInputFactory.newDefaultFactory();

    static {
        // Nothing of a peer is expanded or fetched.
        XML.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        XML.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    }

    public XmlElement {
        children = List.copyOf(children);
    }

    /** The root of a document; empty when it is not well-formed, has a DTD with what needs it, or is larger or deeper than the limits above. */
    public static Optional<XmlElement> read(String document) {
        if (document.length() > LONGEST) {
            return Optional.empty();
        }
        try {
            var reader = XML.createXMLStreamReader(new StringReader(document));
            while (reader.next() != XMLStreamConstants.START_ELEMENT) {
                if (reader.getEventType() == XMLStreamConstants.DTD) {
                    return Optional.empty();
                }
            }
            var root = new Reading(reader).element(1);
            while (reader.hasNext()) {
                reader.next();
            }
            return Optional.of(root);
        } catch (XMLStreamException | RuntimeException e) {
            // The parser of the JDK has more to throw than it says: MissingResourceException, where it has no words for
            // what is wrong.
            return Optional.empty();
        }
    }

    private static final class Reading {
        private final XMLStreamReader reader;
        private int elements;

        Reading(XMLStreamReader reader) {
            this.reader = reader;
        }

        private XmlElement element(int depth) throws XMLStreamException {
            if (depth > DEEPEST || ++elements > MOST_ELEMENTS) {
                throw new XMLStreamException("too many elements, or too many in each other");
            }
            var name = reader.getLocalName();
            var attributes = attributes();
            var text = new StringBuilder();
            var children = new ArrayList<XmlElement>();
            for (int event = reader.next(); event != XMLStreamConstants.END_ELEMENT; event = reader.next()) {
                if (event == XMLStreamConstants.START_ELEMENT) {
                    children.add(element(depth + 1));
                } else if (event == XMLStreamConstants.ENTITY_REFERENCE) {
                    throw new XMLStreamException("an entity that is not of XML itself");
                } else if (reader.isCharacters() || event == XMLStreamConstants.CDATA) {
                    text.append(reader.getText());
                }
            }
            return new XmlElement(name, attributes, text.toString().strip(), children);
        }

        private Map<String, String> attributes() {
            if (reader.getAttributeCount() == 0) {
                return Map.of();
            }
            var attributes = new LinkedHashMap<String, String>();
            for (int i = 0; i < reader.getAttributeCount(); i++) {
                var space = reader.getAttributeNamespace(i);
                if (space == null || space.isEmpty()) {
                    attributes.put(reader.getAttributeLocalName(i), reader.getAttributeValue(i));
                }
            }
            return Map.copyOf(attributes);
        }
    }

    public Optional<String> attribute(String called) {
        return Optional.ofNullable(attributes.get(called));
    }

    /** The first element of that name that stands directly in this one. */
    public Optional<XmlElement> child(String called) {
        return all(called).findFirst();
    }

    /** The text of the first element of that name that stands directly in this one; empty when it has none. */
    public Optional<String> textOf(String called) {
        return child(called).map(XmlElement::text).filter(known -> !known.isEmpty());
    }

    /** The elements of that name that stand directly in this one. */
    public Stream<XmlElement> all(String called) {
        return children.stream().filter(child -> child.name.equals(called));
    }

    /** This element and all that stand in it, at any depth. */
    public int size() {
        int size = 1;
        for (var child : children) {
            size += child.size();
        }
        return size;
    }

    /** Text as it may stand in an element or between the quotes of an attribute; what XML has no way to write is a question mark. */
    public static String escape(String text) {
        var out = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&apos;");
                case '\t', '\n', '\r' -> out.append("&#").append(c).append(';');
                default -> out.appendCodePoint(isChar(c) ? c : '?');
            }
        });
        return out.toString();
    }

    /** XML 1.0 §2.2. */
    private static boolean isChar(int c) {
        return (c >= 0x20 && c < 0xd800) || (c >= 0xe000 && c < 0xfffe) || c >= 0x10000;
    }
}

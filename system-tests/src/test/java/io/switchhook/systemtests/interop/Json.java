package io.switchhook.systemtests.interop;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads one JSON text (RFC 8259); what is wrong with it is an assertion error, as a test wants it. */
final class Json {
    private final String text;
    private int at;

    private Json(String text) {
        this.text = text;
    }

    /** One JSON object as a map; values are String, Double, Boolean, List, Map, or {@link Optional#empty()} for null. */
    static Map<String, Object> object(String text) {
        Json json = new Json(text);
        Object value = json.value();
        json.blanks();
        if (json.at != text.length()) {
            throw json.wrong("nothing after the end");
        }
        if (!(value instanceof Map<?, ?>)) {
            throw json.wrong("an object");
        }
        Map<String, Object> object = new LinkedHashMap<>();
        ((Map<?, ?>) value).forEach((key, member) -> object.put((String) key, member));
        return object;
    }

    private Object value() {
        blanks();
        char c = peek();
        return switch (c) {
            case '{' -> members();
            case '[' -> elements();
            case '"' -> string();
            case 't' -> word("true", true);
            case 'f' -> word("false", false);
            case 'n' -> word("null", Optional.empty());
            default -> number();
        };
    }

    private Map<String, Object> members() {
        Map<String, Object> members = new LinkedHashMap<>();
        take('{');
        blanks();
        if (peek() == '}') {
            take('}');
            return members;
        }
        while (true) {
            blanks();
            String key = string();
            blanks();
            take(':');
            if (members.put(key, value()) != null) {
                throw wrong("each member once, not again \"" + key + "\"");
            }
            blanks();
            if (peek() == '}') {
                take('}');
                return members;
            }
            take(',');
        }
    }

    private List<Object> elements() {
        List<Object> elements = new ArrayList<>();
        take('[');
        blanks();
        if (peek() == ']') {
            take(']');
            return elements;
        }
        while (true) {
            elements.add(value());
            blanks();
            if (peek() == ']') {
                take(']');
                return elements;
            }
            take(',');
        }
    }

    private String string() {
        take('"');
        StringBuilder out = new StringBuilder();
        while (peek() != '"') {
            char c = text.charAt(at++);
            if (c < ' ') {
                throw wrong("control characters escaped");
            }
            out.append(c == '\\' ? escaped() : c);
        }
        take('"');
        return out.toString();
    }

    private char escaped() {
        char c = peek();
        at++;
        return switch (c) {
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'b' -> '\b';
            case 'f' -> '\f';
            case '"', '\\', '/' -> c;
            case 'u' -> {
                if (at + 4 > text.length()) {
                    throw wrong("four hexadecimal digits");
                }
                at += 4;
                yield (char) Integer.parseInt(text.substring(at - 4, at), 16);
            }
            default -> throw wrong("a known escape");
        };
    }

    private Object number() {
        int start = at;
        while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        try {
            return Double.valueOf(text.substring(start, at));
        } catch (NumberFormatException e) {
            throw wrong("a value");
        }
    }

    private Object word(String word, Object value) {
        if (!text.startsWith(word, at)) {
            throw wrong(word);
        }
        at += word.length();
        return value;
    }

    private void blanks() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private char peek() {
        if (at >= text.length()) {
            throw wrong("more");
        }
        return text.charAt(at);
    }

    private void take(char expected) {
        if (peek() != expected) {
            throw wrong("'" + expected + "'");
        }
        at++;
    }

    private AssertionError wrong(String expected) {
        return new AssertionError("no JSON: expected " + expected + " at " + at + " of: " + text);
    }
}

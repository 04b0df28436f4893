package io.switchhook.stack.quality;

import io.switchhook.base.net.IpLiteral;
import io.switchhook.base.text.Printable;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads one report, line by line. What a call is known by counts wherever it stands, since some telephones write it between the metrics; the metrics belong to the end that was
 * named last. Of what is there twice the first counts.
 */
final class QualityReader {
    static final int MOST_CHARACTERS = 16_384;
    static final int MOST_LINES = 200;

    private static final int LONGEST_LINE = 2_048;

    /**
     * NAME = VALUE, the value perhaps in quotes; white space around the sign is allowed (EQUAL), unless there is no value and another name follows. A word without a sign is
     * passed over as a whole, lest each of its characters is tried as the first of a name.
     */
    private static final Pattern PARAMETER =
            Pattern.compile("([^\\s=\"]++)\\s*+=(?:\\s++(?![^\\s=]*+\\s*+=))?+(?:\"([^\"]*+)\"|(\\S*+))|[^\\s=\"]++");

    private static final Pattern SSRC = Pattern.compile("(?:0[xX])?([0-9A-Fa-f]{1,8})");
    private static final Pattern DIGITS = Pattern.compile("[0-9]{1,5}");

    private static final List<String> SESSION_LINES = List.of(
            "callid",
            "localid",
            "remoteid",
            "origid",
            "localaddr",
            "remoteaddr",
            "localgroup",
            "remotegroup",
            "localmac",
            "remotemac",
            "dialogid");

    private final QualityReport.Kind kind;
    private final String first;
    private final Map<String, String> session = new HashMap<>();
    private final QualityMetrics.Builder local = QualityMetrics.builder();
    private final QualityMetrics.Builder remote = QualityMetrics.builder();
    private boolean localSeen;
    private boolean remoteSeen;

    private QualityReader(QualityReport.Kind kind, String first) {
        this.kind = kind;
        this.first = first;
    }

    static Optional<QualityReport> read(String document) {
        if (document.length() > MOST_CHARACTERS) {
            return Optional.empty();
        }
        var lines = unfolded(document);
        if (lines.isEmpty() || lines.size() > MOST_LINES) {
            return Optional.empty();
        }
        var begun = kindOf(lines.get(0)).map(kind -> new QualityReader(kind, lines.get(0)));
        return begun.flatMap(reader -> reader.report(lines.subList(1, lines.size())));
    }

    /** One that begins with white space goes on with the one before it (LWS); empty ones separate nothing. */
    private static List<String> unfolded(String document) {
        var lines = new ArrayList<String>();
        for (var raw : document.split("\r?\n", MOST_LINES * 2)) {
            boolean goesOn = !raw.isEmpty() && (raw.charAt(0) == ' ' || raw.charAt(0) == '\t') && !lines.isEmpty();
            var line = raw.strip();
            if (goesOn && !line.isEmpty()) {
                lines.set(lines.size() - 1, lines.get(lines.size() - 1) + " " + line);
            } else if (!line.isEmpty()) {
                lines.add(line);
            }
        }
        return lines;
    }

    private static Optional<QualityReport.Kind> kindOf(String line) {
        return Stream.of(QualityReport.Kind.values())
                .filter(kind -> nameOf(line).equalsIgnoreCase(kind.word()))
                .findFirst();
    }

    private Optional<QualityReport> report(List<String> lines) {
        for (var line : lines) {
            if (kindOf(line).isPresent()) {
                break;
            }
            if (line.length() <= LONGEST_LINE) {
                take(nameOf(line).toLowerCase(Locale.ROOT), valueOf(line));
            }
        }
        var callId = text("callid");
        var alert = alert();
        if (callId.isEmpty() || !localSeen || (kind == QualityReport.Kind.ALERT && alert.isEmpty())) {
            return Optional.empty();
        }
        return Optional.of(new QualityReport(
                kind,
                valueOf(first).equalsIgnoreCase("CallTerm"),
                alert,
                session(callId.get()),
                local.build(),
                remoteSeen ? Optional.of(remote.build()) : Optional.empty(),
                text("dialogid").map(dialog -> dialog.replaceAll("\\s*+;\\s*+", ";"))));
    }

    private void take(String name, String value) {
        if (SESSION_LINES.contains(name)) {
            session.putIfAbsent(name, value);
            return;
        }
        switch (name) {
            // RFC 6035 §4.7.4 has Metrics alone in its example.
            case "localmetrics", "metrics" -> localSeen = true;
            case "remotemetrics" -> remoteSeen = true;
            default -> measured(name, value);
        }
    }

    private void measured(String line, String value) {
        if (!localSeen && !remoteSeen) {
            return;
        }
        var metrics = remoteSeen ? remote : local;
        boolean times = line.equals("timestamps");
        parameters(value).forEach((name, given) -> {
            if (times) {
                timestamp(metrics, name, given);
            } else {
                QualityParameter.named(name)
                        .filter(known -> known.line().equalsIgnoreCase(line))
                        .ifPresent(known -> metrics.read(known, given));
            }
        });
    }

    private static void timestamp(QualityMetrics.Builder metrics, String name, String value) {
        try {
            if (name.equals("start")) {
                metrics.start(Instant.parse(value));
            } else if (name.equals("stop")) {
                metrics.stop(Instant.parse(value));
            }
        } catch (DateTimeException e) {
            // Whoever does not know the time says nothing, or something like it.
        }
    }

    private Optional<QualityReport.Alert> alert() {
        if (kind != QualityReport.Kind.ALERT) {
            return Optional.empty();
        }
        var said = parameters(valueOf(first));
        var type = said.getOrDefault("type", "");
        var severity = said.getOrDefault("severity", "");
        var direction = said.getOrDefault("dir", "");
        return Stream.of(type, severity, direction).allMatch(QualityReport.Alert::isWord)
                ? Optional.of(new QualityReport.Alert(type, severity, direction))
                : Optional.empty();
    }

    private SessionInfo session(String callId) {
        return new SessionInfo(
                callId,
                text("localid"),
                text("remoteid"),
                text("origid"),
                end("localaddr"),
                end("remoteaddr"),
                text("localgroup"),
                text("remotegroup"),
                text("localmac"),
                text("remotemac"));
    }

    private Optional<String> text(String name) {
        return Optional.ofNullable(session.get(name))
                .filter(value -> !value.isEmpty() && value.length() <= QualityParameter.LONGEST_TEXT)
                .filter(Printable::isClean);
    }

    private Optional<MediaEnd> end(String name) {
        var said = parameters(session.getOrDefault(name, ""));
        var port = said.getOrDefault("port", "");
        var address = IpLiteral.parse(said.getOrDefault("ip", ""));
        if (address.isEmpty() || !DIGITS.matcher(port).matches() || Integer.parseInt(port) > 65_535) {
            return Optional.empty();
        }
        // Without 0x in the examples of the RFC.
        var ssrc = SSRC.matcher(said.getOrDefault("ssrc", ""));
        return Optional.of(new MediaEnd(
                address.get(),
                Integer.parseInt(port),
                ssrc.matches() ? OptionalLong.of(Long.parseLong(ssrc.group(1), 16)) : OptionalLong.empty()));
    }

    /** Names in small letters. */
    private static Map<String, String> parameters(String value) {
        var parameters = new HashMap<String, String>();
        Matcher matcher = PARAMETER.matcher(value);
        while (matcher.find()) {
            if (matcher.group(1) == null) {
                continue;
            }
            var given = matcher.group(2) == null ? matcher.group(3) : matcher.group(2);
            parameters.putIfAbsent(matcher.group(1).toLowerCase(Locale.ROOT), given);
        }
        return parameters;
    }

    private static String nameOf(String line) {
        int sign = signIn(line);
        return (sign < 0 ? line : line.substring(0, sign)).strip();
    }

    private static String valueOf(String line) {
        int sign = signIn(line);
        return sign < 0 ? "" : line.substring(sign + 1).strip();
    }

    /** The colon, for which some telephones write an equals sign. */
    private static int signIn(String line) {
        for (int i = 0; i < line.length(); i++) {
            if (line.charAt(i) == ':' || line.charAt(i) == '=') {
                return i;
            }
        }
        return -1;
    }
}

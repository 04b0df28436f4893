package io.switchhook.sip.message.header;

import io.switchhook.sip.message.uri.FieldScanner;
import io.switchhook.sip.message.uri.FieldWriter;
import io.switchhook.sip.message.uri.MalformedException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;

/**
 * When a message was first sent, in GMT, RFC 3261 §20.17.
 *
 * @param instant whole seconds of the years 0 to 9999
 */
public record DateHeader(Instant instant) {
    public static final HeaderType<DateHeader> TYPE =
            HeaderType.single(HeaderName.DATE, DateHeader::read, DateHeader::write);

    private static final List<String> DAYS = List.of("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun");
    private static final List<String> MONTHS =
            List.of("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec");
    private static final long YEAR_0 = LocalDateTime.of(0, 1, 1, 0, 0).toEpochSecond(ZoneOffset.UTC);
    private static final long YEAR_10000 = LocalDateTime.of(10_000, 1, 1, 0, 0).toEpochSecond(ZoneOffset.UTC);

    /** Fractions of a second are cut off. Throws {@link MalformedException} outside the years 0 to 9999. */
    public DateHeader {
        if (instant.getEpochSecond() < YEAR_0 || instant.getEpochSecond() >= YEAR_10000) {
            throw new MalformedException("expected a date in the years 0 to 9999");
        }
        instant = Instant.ofEpochSecond(instant.getEpochSecond());
    }

    @Override
    public String toString() {
        return TYPE.format(this);
    }

    private static DateHeader read(FieldScanner scanner) {
        oneOf(scanner, DAYS, "a day of the week");
        scanner.expect(',', "',' after the day of the week");
        int day = number(scanner, 31, "a day");
        int month = oneOf(scanner.skipSpace(), MONTHS, "a month") + 1;
        int year = number(scanner, 9999, "a year");
        int hour = number(scanner, 23, "an hour");
        scanner.expect(':', "':'");
        int minute = number(scanner, 59, "a minute");
        scanner.expect(':', "':'");
        int second = number(scanner, 60, "a second");
        oneOf(scanner.skipSpace(), List.of("GMT"), "GMT");
        try {
            // A leap second has no instant of its own.
            return new DateHeader(LocalDateTime.of(year, month, day, hour, minute, Math.min(second, 59))
                    .toInstant(ZoneOffset.UTC));
        } catch (DateTimeException e) {
            throw new MalformedException("expected a date that exists: " + e.getMessage());
        }
    }

    private static int number(FieldScanner scanner, int max, String what) {
        return (int) scanner.skipSpace().readNumber(max, what);
    }

    private static int oneOf(FieldScanner scanner, List<String> words, String what) {
        var word = scanner.readToken(what);
        for (int i = 0; i < words.size(); i++) {
            if (words.get(i).equalsIgnoreCase(word)) {
                return i;
            }
        }
        throw new MalformedException("expected " + what + " but found \"" + word + "\"");
    }

    private void write(FieldWriter writer) {
        var time = LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
        writer.append(DAYS.get(time.getDayOfWeek().ordinal())).append(", ");
        padded(time.getDayOfMonth(), 2, writer).append(' ');
        writer.append(MONTHS.get(time.getMonthValue() - 1)).append(' ');
        padded(time.getYear(), 4, writer).append(' ');
        padded(time.getHour(), 2, writer).append(':');
        padded(time.getMinute(), 2, writer).append(':');
        padded(time.getSecond(), 2, writer).append(" GMT");
    }

    private static FieldWriter padded(int number, int digits, FieldWriter writer) {
        var text = Integer.toString(number);
        return writer.append("0".repeat(digits - text.length())).append(text);
    }
}

package io.switchhook.systemtests.hostile;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;

/** Spoils a message a little, as a seed says. */
final class Mutator {
    private static final List<String> NUMBERS = List.of(
            "-1",
            "0",
            "00",
            "256",
            "300",
            "65535",
            "65536",
            "2147483647",
            "2147483648",
            "4294967296",
            "99999999999",
            "9223372036854775808",
            "1e9",
            "0x10",
            "");
    private static final List<String> POISON = List.of(
            "\r\n",
            "\r",
            "\n",
            "\0",
            "\u001b[2J",
            "\u007f",
            "\"",
            "\\",
            "<",
            ">",
            ";",
            ",",
            "%00",
            "%zz",
            "@",
            ":",
            "[",
            "]",
            "\u00a0",
            "\u2028",
            "\ud83d\ude00",
            " ",
            "\t",
            "\r\n ",
            "\r\n\r\n",
            "sip:",
            "tel:",
            "=",
            ";;",
            "{",
            "(",
            ")");
    private static final int MOST_BYTES = 60_000;

    private final SplittableRandom random;

    Mutator(SplittableRandom random) {
        this.random = random;
    }

    byte[] mutate(byte[] original, byte[] other) {
        var bytes = original;
        int times = 1 + random.nextInt(4);
        for (int i = 0; i < times; i++) {
            bytes = once(bytes, other);
        }
        return bytes.length > MOST_BYTES ? java.util.Arrays.copyOf(bytes, MOST_BYTES) : bytes;
    }

    private byte[] once(byte[] bytes, byte[] other) {
        if (bytes.length == 0) {
            return other;
        }
        int at = random.nextInt(bytes.length);
        int length = Math.min(bytes.length - at, 1 + random.nextInt(20));
        return switch (random.nextInt(13)) {
            case 0 -> flipped(bytes, at);
            case 1 -> replaced(bytes, at, length, new byte[0]);
            case 2 -> replaced(bytes, at, 0, java.util.Arrays.copyOfRange(bytes, at, at + length));
            case 3 -> replaced(bytes, at, 0, noise());
            case 4 -> replaced(bytes, at, random.nextInt(2), text(pick(POISON)));
            case 5 -> java.util.Arrays.copyOf(bytes, at);
            case 6 -> numberReplaced(bytes);
            case 7, 8 -> linesShuffled(bytes);
            case 9 -> replaced(bytes, at, 0, text("a".repeat(1 << random.nextInt(14))));
            case 10 -> replaced(bytes, at, bytes.length - at, tail(other));
            case 11 -> text(new String(bytes, StandardCharsets.ISO_8859_1).replace("\r\n", "\n"));
            default -> replaced(bytes, at, 0, text(pick(POISON).repeat(1 + random.nextInt(200))));
        };
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private byte[] noise() {
        var noise = new byte[1 + random.nextInt(30)];
        random.nextBytes(noise);
        return noise;
    }

    private byte[] tail(byte[] other) {
        return other.length == 0
                ? other
                : java.util.Arrays.copyOfRange(other, random.nextInt(other.length), other.length);
    }

    private byte[] flipped(byte[] bytes, int at) {
        var copy = bytes.clone();
        copy[at] ^= (byte) (1 << random.nextInt(8));
        return copy;
    }

    private static byte[] replaced(byte[] bytes, int at, int length, byte[] by) {
        var out = new ByteArrayOutputStream(bytes.length + by.length);
        out.write(bytes, 0, at);
        out.write(by, 0, by.length);
        int from = Math.min(bytes.length, at + length);
        out.write(bytes, from, bytes.length - from);
        return out.toByteArray();
    }

    private byte[] numberReplaced(byte[] bytes) {
        var text = new String(bytes, StandardCharsets.ISO_8859_1);
        var numbers =
                java.util.regex.Pattern.compile("\\d+").matcher(text).results().toList();
        if (numbers.isEmpty()) {
            return bytes;
        }
        var number = pick(numbers);
        return (text.substring(0, number.start()) + pick(NUMBERS) + text.substring(number.end()))
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private byte[] linesShuffled(byte[] bytes) {
        var lines = new ArrayList<>(List.of(new String(bytes, StandardCharsets.ISO_8859_1).split("\r\n", -1)));
        int at = random.nextInt(lines.size());
        switch (random.nextInt(4)) {
            case 0 -> lines.remove(at);
            case 1 -> lines.add(at, lines.get(random.nextInt(lines.size())));
            case 2 -> Collections.swap(lines, at, random.nextInt(lines.size()));
            default -> lines.addAll(at, Collections.nCopies(1 + random.nextInt(300), lines.get(at)));
        }
        return String.join("\r\n", lines).getBytes(StandardCharsets.ISO_8859_1);
    }
}

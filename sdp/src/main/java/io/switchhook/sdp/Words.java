package io.switchhook.sdp;

/** Words that nearly every description has are shared, all others are cut out of the text. */
final class Words {
    private static final String[] NUMBERS = numbers();

    private Words() {}

    /** The word between two places of a text. */
    static String of(String text, int start, int stop) {
        var usual = usual(text, start, stop - start);
        return usual.length() == stop - start && isAt(usual, text, start) ? usual : text.substring(start, stop);
    }

    /** A loop: for so few characters {@link String#startsWith} takes longer. */
    private static boolean isAt(String word, String text, int start) {
        for (int i = 0; i < word.length(); i++) {
            if (text.charAt(start + i) != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** A payload number as it is written. */
    static String number(int payloadType) {
        return NUMBERS[payloadType];
    }

    /** The one word of that length that may stand there; empty for none. */
    private static String usual(String text, int start, int length) {
        return switch (length) {
            case 1 -> text.charAt(start) == '-' ? "-" : payloadNumber(text, start, length);
            case 2 -> text.charAt(start) == 'I' ? "IN" : payloadNumber(text, start, length);
            case 3 ->
                text.charAt(start) == 'I' ? ipVersion(text.charAt(start + 2)) : payloadNumber(text, start, length);
            case 5 -> "audio";
            case 7 -> "RTP/AVP";
            default -> "";
        };
    }

    private static String ipVersion(char version) {
        return version == '4' ? "IP4" : "IP6";
    }

    private static String payloadNumber(String text, int start, int length) {
        int value = 0;
        for (int i = start; i < start + length; i++) {
            value = value * 10 + text.charAt(i) - '0';
        }
        return value >= 0 && value < NUMBERS.length ? NUMBERS[value] : "";
    }

    private static String[] numbers() {
        var numbers = new String[128];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = Integer.toString(i);
        }
        return numbers;
    }
}

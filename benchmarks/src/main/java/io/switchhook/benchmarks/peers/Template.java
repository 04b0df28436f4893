package io.switchhook.benchmarks.peers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Objects;

/** A message with places to fill in, each as long as what goes there, so that a driver costs next to nothing. */
final class Template {
    private final String text;
    private final ByteBuffer bytes;

    Template(String resource) {
        try (var in = Template.class.getResourceAsStream(resource)) {
            text = new String(Objects.requireNonNull(in, resource).readAllBytes(), StandardCharsets.US_ASCII)
                    .replace("\n", "\r\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        bytes = ByteBuffer.allocateDirect(text.length());
        bytes.put(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** Where a place is written that may be filled in. */
    Place place(String written) {
        var found = new ArrayList<Integer>();
        for (int at = text.indexOf(written); at >= 0; at = text.indexOf(written, at + written.length())) {
            found.add(at);
        }
        return new Place(found.stream().mapToInt(i -> i).toArray(), written.length());
    }

    /** The message as it stands now. */
    ByteBuffer bytes() {
        return bytes.clear();
    }

    /** All occurrences of one text. */
    final class Place {
        private final int[] positions;
        private final int length;

        private Place(int[] positions, int length) {
            this.positions = positions;
            this.length = length;
        }

        /** The same without its first characters. */
        Place after(int characters) {
            return new Place(Arrays.stream(positions).map(at -> at + characters).toArray(), length - characters);
        }

        /** Decimal, with zeros in front. */
        void number(long number) {
            for (int position : positions) {
                long rest = number;
                for (int i = length - 1; i >= 0; i--, rest /= 10) {
                    bytes.put(position + i, (byte) ('0' + rest % 10));
                }
            }
        }

        /** As many bytes as the place has. */
        void text(byte[] value) {
            for (int position : positions) {
                bytes.put(position, value);
            }
        }
    }
}

package io.switchhook.base.net;

import java.net.InetAddress;
import java.util.Optional;

/**
 * The addresses that begin with the same bits, as RFC 4632 §3.1 writes them: {@code 192.0.2.0/24}, {@code 2001:db8::/32}, or one address alone.
 *
 * @param first the first of them; bits behind the prefix do not count
 * @param prefixLength how many bits they share: 0 to 32, or to 128
 */
public record AddressRange(InetAddress first, int prefixLength) {

    /** @throws IllegalArgumentException when the address has no such prefix */
    public AddressRange {
        if (prefixLength < 0 || prefixLength > bits(first)) {
            throw new IllegalArgumentException("The prefix of " + IpLiteral.asText(first) + " can have 0 to "
                    + bits(first) + " bits, but " + prefixLength + " were given");
        }
    }

    /** @throws IllegalArgumentException when the text is neither an address nor a range of addresses */
    public static AddressRange parse(String text) {
        int slash = text.indexOf('/');
        var address =
                IpLiteral.parse(slash < 0 ? text : text.substring(0, slash)).orElseThrow(() -> notARange(text));
        return slash < 0
                ? new AddressRange(address, bits(address))
                : new AddressRange(address, length(text.substring(slash + 1)).orElseThrow(() -> notARange(text)));
    }

    private static IllegalArgumentException notARange(String text) {
        return new IllegalArgumentException("Not a range of addresses: \"" + text
                + "\"; write one like 192.0.2.0/24 or 2001:db8::/32, or a single address");
    }

    private static Optional<Integer> length(String text) {
        return text.matches("\\d{1,3}") ? Optional.of(Integer.valueOf(text)) : Optional.empty();
    }

    private static int bits(InetAddress address) {
        return address.getAddress().length * Byte.SIZE;
    }

    public boolean contains(InetAddress address) {
        var ours = first.getAddress();
        var other = address.getAddress();
        if (ours.length != other.length) {
            return false;
        }
        int left = prefixLength;
        for (int i = 0; left > 0; i++, left -= Byte.SIZE) {
            int unshared = Math.max(Byte.SIZE - left, 0);
            if ((ours[i] ^ other[i]) >> unshared != 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return IpLiteral.asText(first) + "/" + prefixLength;
    }
}

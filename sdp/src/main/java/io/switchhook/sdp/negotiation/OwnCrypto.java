package io.switchhook.sdp.negotiation;

import io.switchhook.sdp.CryptoAttribute;
import io.switchhook.sdp.CryptoSuite;
import io.switchhook.sdp.MediaDescription;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Our keys for one media line, one for each suite: a line of a description that is offered, or accepts, has its own (RFC 4568 §6.1). Immutable; no text of it tells a key.
 *
 * @param offered what we offer, the preferred first; each with a tag, a suite and a key that nothing else has
 * @param more of further suites, which are accepted when they are offered
 */
public record OwnCrypto(List<CryptoAttribute> offered, List<CryptoAttribute> more) {
    static final OwnCrypto NONE = new OwnCrypto(List.of(), List.of());

    /** @throws IllegalArgumentException when one cannot be used, or two have one tag or one suite */
    public OwnCrypto {
        offered = List.copyOf(offered);
        more = List.copyOf(more);
        var all = Stream.concat(offered.stream(), more.stream()).toList();
        if (!all.stream().allMatch(CryptoAttribute::isUsable)
                || all.stream().map(CryptoAttribute::tag).distinct().count() < all.size()
                || all.stream().map(CryptoAttribute::suite).distinct().count() < all.size()) {
            throw new IllegalArgumentException("each crypto line must be usable, with a tag and a suite of its own");
        }
    }

    /** What to offer: the suite in use first, also one that is else accepted only, so that a hold does not change it. */
    public List<CryptoAttribute> offering(Optional<CryptoSuite> inUse) {
        var lines = new ArrayList<>(offered);
        inUse.flatMap(this::lineOf).ifPresent(first -> {
            lines.remove(first);
            lines.add(0, first);
        });
        return List.copyOf(lines);
    }

    private Optional<CryptoAttribute> lineOf(CryptoSuite suite) {
        return Stream.concat(offered.stream(), more.stream())
                .filter(line -> line.suite().equals(Optional.of(suite)))
                .findFirst();
    }

    /** RFC 4568 §5.1.2: the line that accepts the first one of an offer that we can use; empty when there is none. */
    public Optional<CryptoAttribute> accepting(MediaDescription offer) {
        for (var theirs : offer.crypto()) {
            var ours = theirs.isUsable() ? theirs.suite().flatMap(this::lineOf) : Optional.<CryptoAttribute>empty();
            // RFC 4568 §7.1.2: a key of ours that comes back would make two use one key stream.
            if (ours.isPresent() && !ours.get().sharesKeyWith(theirs)) {
                return Optional.of(ours.get().answering(theirs));
            }
        }
        return Optional.empty();
    }
}

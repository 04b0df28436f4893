package io.switchhook.sdp;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What one media line says of ICE (RFC 8839 §5): of ours to be written, of the other side's as it was read. Its text does not tell the password.
 *
 * @param ufrag 4 to 256 letters, digits, {@code +} and {@code /}
 * @param password 22 to 256 of the same
 * @param candidates in the order they came, 64 at most
 * @param lite whether the side makes no checks itself (RFC 8445 §2.5)
 * @param options the tokens of {@code ice-options}; {@code ice2} tells who keeps to RFC 8445
 * @param remoteCandidates what the controlling side has settled on, as the other's addresses by component; empty before that
 * @param complete whether {@code end-of-candidates} says that no more will follow (RFC 8838 §8.2)
 */
public record IceDescription(
        String ufrag,
        String password,
        List<IceCandidate> candidates,
        boolean lite,
        List<String> options,
        Map<Integer, InetSocketAddress> remoteCandidates,
        boolean complete) {
    private static final int MIN_UFRAG = 4;
    private static final int MIN_PASSWORD = 22;
    private static final int MAX_TEXT = 256;
    private static final int MAX_CANDIDATES = 64;
    private static final int MAX_OPTIONS = 16;
    private static final String UFRAG = "ice-ufrag";
    private static final String PASSWORD = "ice-pwd";
    private static final String OPTIONS = "ice-options";
    private static final String LITE = "ice-lite";
    private static final String REMOTE_CANDIDATES = "remote-candidates";
    private static final String COMPLETE = "end-of-candidates";
    /** Says in an answer that the default address of the offer is none of its candidates (RFC 8839 §5.3). */
    static final String MISMATCH = "ice-mismatch";

    public IceDescription {
        if (!isIceText(ufrag, MIN_UFRAG) || !isIceText(password, MIN_PASSWORD)) {
            throw new IllegalArgumentException(
                    "ICE takes a ufrag of 4 to 256 letters, digits, + and /, and a password of 22 to 256");
        }
        candidates = List.copyOf(candidates);
        options = List.copyOf(options);
        remoteCandidates = Map.copyOf(remoteCandidates);
    }

    /** Ours, to be written: it keeps to RFC 8445, and all its candidates are in it. */
    public static IceDescription of(String ufrag, String password, List<IceCandidate> candidates) {
        return new IceDescription(ufrag, password, candidates, false, List.of("ice2"), Map.of(), false);
    }

    /** What a media line says; empty when it says nothing of ICE, or says that it cannot be used ({@code ice-mismatch}), or its name or password is none. */
    public static Optional<IceDescription> in(SessionDescription description, int index) {
        var line = description.media().get(index);
        var ufrag = value(description, line, UFRAG);
        var password = value(description, line, PASSWORD);
        if (!isIceText(ufrag, MIN_UFRAG) || !isIceText(password, MIN_PASSWORD) || line.hasAttribute(MISMATCH)) {
            return Optional.empty();
        }
        var candidates = line.attributes().stream()
                .filter(a -> a.name().equals(IceCandidate.NAME))
                .limit(MAX_CANDIDATES)
                .flatMap(a -> IceCandidate.parse(a.value().orElse("")).stream())
                .toList();
        boolean lite = description.attribute(LITE).isPresent() || line.hasAttribute(LITE);
        var options = List.of(value(description, line, OPTIONS).split("[ \t]+")).stream()
                .filter(option -> !option.isEmpty())
                .limit(MAX_OPTIONS)
                .toList();
        boolean complete =
                line.hasAttribute(COMPLETE) || description.attribute(COMPLETE).isPresent();
        return Optional.of(new IceDescription(ufrag, password, candidates, lite, options, remotes(line), complete));
    }

    private static String value(SessionDescription description, MediaDescription line, String name) {
        return line.attribute(name)
                .or(() -> description.attribute(name))
                .flatMap(Attribute::value)
                .map(String::strip)
                .orElse("");
    }

    private static Map<Integer, InetSocketAddress> remotes(MediaDescription line) {
        var found = new TreeMap<Integer, InetSocketAddress>();
        for (var attribute : line.attributes()) {
            if (attribute.name().equals(REMOTE_CANDIDATES)) {
                var words = attribute.value().orElse("").strip().split("[ \t]+");
                for (int i = 0; i + 2 < words.length && found.size() < 2; i += 3) {
                    long component = Numbers.parse(words[i], 2);
                    var address = IceCandidate.address(words[i + 1], words[i + 2]);
                    if (component > 0 && address.isPresent()) {
                        found.put((int) component, address.get());
                    }
                }
            }
        }
        return found;
    }

    static boolean isIceText(String text, int least) {
        return text.length() >= least
                && text.length() <= MAX_TEXT
                && text.chars().allMatch(IceDescription::isIceChar);
    }

    private static boolean isIceChar(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '+' || c == '/';
    }

    /**
     * Whether each default address of the line is one of the candidates, so that nobody on the way has changed it; one that is unspecified or a host name says nothing
     * (RFC 8839 §4.2.5).
     */
    public boolean matches(SessionDescription description, int index) {
        var line = description.media().get(index);
        boolean rtcp = line.rtcpMux() || !hasComponent(2);
        return matches(description.rtpAddressOf(index), 1) && (rtcp || matches(description.rtcpAddressOf(index), 2));
    }

    private boolean hasComponent(int component) {
        return candidates.stream().anyMatch(candidate -> candidate.component() == component);
    }

    private boolean matches(Optional<MediaAddress> said, int component) {
        var address = said.flatMap(MediaAddress::socketAddress);
        return address.isEmpty()
                || candidates.stream()
                        .anyMatch(candidate -> candidate.component() == component
                                && candidate.isUdp()
                                && candidate.address().equals(address.get()));
    }

    /** Whether it begins anew what another description of the same side began (RFC 8839 §4.4.1.1.1): both name and password are others. */
    public boolean restarts(IceDescription before) {
        return !ufrag.equals(before.ufrag) && !password.equals(before.password);
    }

    /** Whether its side keeps to RFC 8445, and so nominates once. */
    public boolean isOfRfc8445() {
        return options.contains("ice2");
    }

    public IceDescription withCandidates(List<IceCandidate> others) {
        return new IceDescription(ufrag, password, others, lite, options, remoteCandidates, complete);
    }

    public IceDescription withRemoteCandidates(Map<Integer, InetSocketAddress> remotes) {
        return new IceDescription(ufrag, password, candidates, lite, options, remotes, complete);
    }

    /** The same of a side that makes no checks. */
    public IceDescription asLite() {
        return new IceDescription(ufrag, password, candidates, true, options, remoteCandidates, complete);
    }

    /** The lines of the media section; {@code ice-lite} belongs to the session. */
    public List<Attribute> attributes() {
        var lines = new ArrayList<Attribute>();
        lines.add(Attribute.of(UFRAG, ufrag));
        lines.add(Attribute.of(PASSWORD, password));
        if (!options.isEmpty()) {
            lines.add(Attribute.of(OPTIONS, String.join(" ", options)));
        }
        candidates.forEach(candidate -> lines.add(candidate.attribute()));
        if (!remoteCandidates.isEmpty()) {
            var each = new TreeMap<>(remoteCandidates)
                    .entrySet().stream()
                            .map(entry -> entry.getKey() + " " + IceCandidate.words(entry.getValue(), " "))
                            .toList();
            lines.add(Attribute.of(REMOTE_CANDIDATES, String.join(" ", each)));
        }
        if (complete) {
            lines.add(Attribute.flag(COMPLETE));
        }
        return lines;
    }

    /** The line of the session for a side that makes no checks. */
    public static Attribute liteAttribute() {
        return Attribute.flag(LITE);
    }

    /** The line that says in an answer that ICE is not used, since somebody has changed the addresses of the offer. */
    public static Attribute mismatchAttribute() {
        return Attribute.flag(MISMATCH);
    }

    @Override
    public String toString() {
        return "IceDescription[ufrag=" + ufrag + ", candidates=" + candidates + ", lite=" + lite + ", options="
                + options + ", remoteCandidates=" + remoteCandidates + "]";
    }
}

package io.switchhook.sdp;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One {@code m=} line and the lines below it. RFC 8866 §5.14. Immutable; lines nobody changed are written as they came.
 * What the session level may supply in place of this section (address, direction) is asked of
 * {@link SessionDescription}.
 */
public final class MediaDescription {
    private static final String USUAL_PROTOCOL = "RTP/AVP";

    private final MediaLine head;
    private final Section section;
    /** Read the first time it is asked for; whoever reads it reads the same, so threads need not agree on who does. */
    private @Nullable List<PayloadMapping> payloads;

    MediaDescription(MediaLine head, Section section) {
        this(head, section, null);
    }

    /** Whoever knows what the payload numbers stand for says so; null for one who does not. */
    MediaDescription(MediaLine head, Section section, @Nullable List<PayloadMapping> payloads) {
        this.head = head;
        this.section = section;
        this.payloads = payloads;
    }

    /**
     * Starts a description.
     *
     * @param mediaType {@code audio}, {@code video}, ...
     * @param port where media is wanted, 0 for a refused or disabled stream
     * @param protocol {@code RTP/AVP}, ...
     */
    public static MediaBuilder builder(String mediaType, int port, String protocol) {
        return new MediaBuilder(mediaType, port, protocol);
    }

    public String mediaType() {
        return head.mediaType();
    }

    public boolean isAudio() {
        return mediaType().equalsIgnoreCase("audio");
    }

    /** 0 when the stream is refused or disabled (RFC 3264 §6). */
    public int port() {
        return head.port();
    }

    public boolean isDisabled() {
        return head.port() == 0;
    }

    /** The number after the slash of the port, else 1. */
    public int portCount() {
        return head.portCount();
    }

    public String protocol() {
        return head.protocol();
    }

    /** Whether formats are RTP payload numbers: the protocol has a part {@code RTP}. */
    public boolean isRtp() {
        if (protocol().equals(USUAL_PROTOCOL)) {
            return true;
        }
        var upper = "/" + protocol().toUpperCase(Locale.ROOT) + "/";
        return upper.contains("/RTP/");
    }

    /** As written on the m= line; payload numbers for RTP. */
    public List<String> formats() {
        return head.formats();
    }

    /** The lines below m=, in the order they came. */
    public List<SdpLine> lines() {
        return section.lines();
    }

    /**
     * The payload numbers of the m= line with what they stand for, in order of preference: by rtpmap, else by the
     * static table. Numbers that are neither are left out. Empty when this is not RTP.
     */
    public List<PayloadMapping> payloads() {
        var known = payloads;
        if (known == null) {
            known = isRtp() ? PayloadTable.of(formats(), section) : List.of();
            payloads = known;
        }
        return known;
    }

    public Optional<PayloadMapping> payload(int payloadType) {
        for (var each : payloads()) {
            if (each.payloadType() == payloadType) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }

    /** This section's own c= line; see {@link SessionDescription#connectionOf(int)}. */
    public Optional<Connection> connection() {
        return section.connection();
    }

    /** This section's own direction; see {@link SessionDescription#directionOf(int)}. */
    public Optional<Direction> direction() {
        return section.direction();
    }

    public List<Bandwidth> bandwidths() {
        return section.bandwidths();
    }

    public List<Attribute> attributes() {
        return section.attributes();
    }

    /** The first attribute of this name. */
    public Optional<Attribute> attribute(String name) {
        return section.attribute(name);
    }

    public boolean hasAttribute(String name) {
        return section.hasAttribute(name);
    }

    /** The {@code a=crypto} lines of good form, in the order they came; whether they can be used is theirs to say. */
    public List<CryptoAttribute> crypto() {
        if (!section.hasAttribute(CryptoAttribute.NAME)) {
            return List.of();
        }
        return attributes().stream()
                .filter(a -> a.name().equals(CryptoAttribute.NAME))
                .flatMap(a -> CryptoAttribute.parse(a.value().orElse("")).stream())
                .toList();
    }

    /** Milliseconds a packet should hold; empty when absent, zero or not a number. */
    public OptionalInt ptimeMillis() {
        return millis("ptime");
    }

    /** Milliseconds a packet may hold at most. */
    public OptionalInt maxptimeMillis() {
        return millis("maxptime");
    }

    public Optional<RtcpAttribute> rtcp() {
        return RtcpAttribute.parse(section.attributeValue("rtcp"));
    }

    /** This section's own a=rtcp-xr; see {@link SessionDescription#rtcpXrOf(int)}. */
    public Optional<RtcpXrAttribute> rtcpXr() {
        return RtcpXrAttribute.in(section);
    }

    /** RFC 5761 §5.1.1. */
    public boolean rtcpMux() {
        return hasAttribute("rtcp-mux");
    }

    /** Changes the port alone, dropping a port count. */
    public MediaDescription withPort(int port) {
        return new MediaDescription(MediaLine.of(mediaType(), port, protocol(), formats()), section);
    }

    /** Changes what the media runs over alone. */
    public MediaDescription withProtocol(String protocol) {
        return new MediaDescription(MediaLine.of(mediaType(), port(), protocol, formats()), section);
    }

    /** Puts these keys in the place of those that stand there. */
    public MediaDescription withCrypto(List<CryptoAttribute> crypto) {
        var described = hasAttribute(CryptoAttribute.NAME) ? withoutAttribute(CryptoAttribute.NAME) : this;
        for (var line : crypto) {
            described = described.addAttribute(line.attribute());
        }
        return described;
    }

    /** Puts this in the place of what stands there of DTLS. */
    public MediaDescription withDtls(DtlsAttributes dtls) {
        var described = this;
        for (var name : List.of(Fingerprint.NAME, DtlsSetup.NAME, DtlsAttributes.TLS_ID)) {
            described = described.hasAttribute(name) ? described.withoutAttribute(name) : described;
        }
        for (var line : dtls.attributes()) {
            described = described.addAttribute(line);
        }
        return described;
    }

    /** Puts what is said of ICE in the place of all that stands there; empty for nothing. A lite side says so in the session, too. */
    public MediaDescription withIce(Optional<IceDescription> ice) {
        var described = withLines(Lines.without(lines(), RelayRewrite::isIce));
        for (var attribute : ice.map(IceDescription::attributes).orElse(List.of())) {
            described = described.addAttribute(attribute);
        }
        return described;
    }

    /** RFC 3264 §6: the line that refuses this one: port zero, the same formats, nothing below. */
    public MediaDescription refused() {
        return new MediaDescription(MediaLine.of(mediaType(), 0, protocol(), formats()), Section.EMPTY);
    }

    public MediaDescription withConnection(Connection connection) {
        return withLines(Lines.with(lines(), new SdpLine('c', connection.toString())));
    }

    public MediaDescription withoutConnection() {
        return withLines(Lines.without(lines(), line -> line.type() == 'c'));
    }

    public MediaDescription withDirection(Direction direction) {
        return withLines(Lines.withDirection(lines(), direction));
    }

    /** Replaces every attribute of the name by this one, in the first one's place; appended when there is none. */
    public MediaDescription withAttribute(Attribute attribute) {
        return withLines(Lines.withAttribute(lines(), attribute));
    }

    /** Appends, keeping others of the same name. */
    public MediaDescription addAttribute(Attribute attribute) {
        var longer = new ArrayList<>(lines());
        longer.add(attribute.line());
        return withLines(longer);
    }

    public MediaDescription withoutAttribute(String name) {
        return withLines(Lines.without(lines(), line -> line.isAttribute(name)));
    }

    /** Keeps the listed RTP formats that pass, with their rtpmap and fmtp lines; at least one must pass. */
    public MediaDescription keepingPayloads(Predicate<PayloadMapping> wanted) {
        var kept = PayloadTable.of(formats(), section).stream()
                .filter(wanted)
                .map(p -> Integer.toString(p.payloadType()))
                .toList();
        var dropped = formats().stream().filter(f -> !kept.contains(f)).toList();
        var newHead = MediaLine.of(mediaType(), port(), protocol(), kept);
        var left = Lines.without(lines(), line -> dropped.contains(PayloadTable.formatOf(line)));
        return new MediaDescription(newHead, Section.of(left));
    }

    /** Lists more RTP formats after those that stand there, with an rtpmap line for each, and an fmtp line where there is something to say. */
    public MediaDescription addingPayloads(List<PayloadMapping> more) {
        var all = new ArrayList<String>(formats());
        var longer = new ArrayList<>(lines());
        describe(more, all, longer);
        return new MediaDescription(MediaLine.of(mediaType(), port(), protocol(), all), Section.of(longer));
    }

    /** Lists these RTP formats alone; what is said of the others by rtpmap, fmtp and rtcp-fb goes with them. At least one is needed. */
    public MediaDescription withPayloads(List<PayloadMapping> others) {
        var left = new ArrayList<>(
                Lines.without(lines(), line -> !PayloadTable.formatOf(line).isEmpty()));
        var all = new ArrayList<String>();
        describe(others, all, left);
        return new MediaDescription(MediaLine.of(mediaType(), port(), protocol(), all), Section.of(left));
    }

    private static void describe(List<PayloadMapping> added, List<String> formats, List<SdpLine> lines) {
        for (var mapping : added) {
            formats.add(Words.number(mapping.payloadType()));
            lines.add(UsualPayload.line(mapping.payloadType(), mapping.format()));
            if (!mapping.format().fmtp().isEmpty()) {
                lines.add(new SdpLine(
                        'a',
                        "fmtp:" + mapping.payloadType() + " " + mapping.format().fmtp()));
            }
        }
    }

    Section section() {
        return section;
    }

    MediaDescription withLines(List<SdpLine> newLines) {
        return new MediaDescription(head, Section.of(newLines));
    }

    void appendTo(StringBuilder out) {
        out.append("m=").append(head.text()).append("\r\n");
        section.appendTo(out);
    }

    private OptionalInt millis(String name) {
        var text = section.attributeValue(name).strip();
        int dot = text.indexOf('.');
        long whole = Numbers.parse(dot < 0 ? text : text.substring(0, dot), 60_000);
        return whole < 1 ? OptionalInt.empty() : OptionalInt.of((int) whole);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MediaDescription that && head.equals(that.head) && section.equals(that.section);
    }

    @Override
    public int hashCode() {
        return 31 * head.hashCode() + section.hashCode();
    }

    /** As written, with CRLF after each line. */
    @Override
    public String toString() {
        var out = new StringBuilder();
        appendTo(out);
        return out.toString();
    }
}

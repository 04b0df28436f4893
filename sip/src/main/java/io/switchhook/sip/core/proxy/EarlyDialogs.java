package io.switchhook.sip.core.proxy;

import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.StatusCode;
import io.switchhook.sip.message.header.ReasonHeader;
import io.switchhook.sip.message.header.RequireHeader;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.sip.message.header.SupportedHeader;
import io.switchhook.sip.message.header.ToHeader;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** The early dialogs that the branches of an INVITE have opened, and the 199 for each that is over while others go on (RFC 6228 §6). */
final class EarlyDialogs {
    private static final int ENDED = 199;
    /** A branch that makes up tags without end is not followed further. */
    private static final int MOST_OF_A_BRANCH = 32;

    private final SipRequest request;
    private final ProxiedSession session;
    private final boolean wanted;
    private final Map<Object, Set<String>> open = new HashMap<>();
    private final Set<String> told = new LinkedHashSet<>();

    EarlyDialogs(SipRequest request, ProxiedSession session) {
        this.session = session;
        this.request = request;
        boolean opensDialog =
                request.method().equals(SipMethod.INVITE) && request.to().tag().isEmpty();
        this.wanted = opensDialog && isSupported(request) && !isReliable(request);
    }

    private static boolean isSupported(SipRequest request) {
        for (var tag : request.allReadable(SupportedHeader.TYPE)) {
            if (tag.optionTag().equals("199")) {
                return true;
            }
        }
        return false;
    }

    /** A proxy cannot send them reliably. Proxy-Require with a tag that we do not know has been refused before. */
    private static boolean isReliable(SipRequest request) {
        return request.allReadable(RequireHeader.TYPE).stream()
                .anyMatch(tag -> tag.optionTag().equalsIgnoreCase("100rel"));
    }

    /**
     * A response of 101 to 199 goes back.
     *
     * @param branch whose it is; what forks behind it opens several early dialogs
     */
    void onProvisional(Object branch, SipResponse response) {
        var tag = wanted ? response.to().tag() : Optional.<String>empty();
        if (tag.isEmpty()) {
            return;
        }
        var tags = open.computeIfAbsent(branch, key -> new LinkedHashSet<>());
        if (response.status() == ENDED) {
            tags.remove(tag.get());
            told.add(tag.get());
        } else if (tags.size() < MOST_OF_A_BRANCH && !told.contains(tag.get())) {
            tags.add(tag.get());
        }
    }

    /**
     * A branch is over: so are all early dialogs behind it.
     *
     * @param goesOn whether the refusal is not what the caller hears next
     * @return what to tell the caller
     */
    List<SipResponse> onRefusal(Object branch, SipResponse refusal, boolean goesOn) {
        var over = open.remove(branch);
        if (over == null || !goesOn) {
            return List.of();
        }
        return over.stream().filter(told::add).map(tag -> ended(tag, refusal)).toList();
    }

    /** Without Contact, Record-Route and body. */
    private SipResponse ended(String tag, SipResponse refusal) {
        var reason = new ReasonHeader(
                "SIP", OptionalInt.of(refusal.status()), Optional.of(StatusCode.reasonFor(refusal.status())));
        return session.add(SipResponse.answering(request, ENDED, StatusCode.reasonFor(ENDED)))
                .set(ToHeader.TYPE, request.to().withTag(tag))
                .set(ReasonHeader.TYPE, reason)
                .build();
    }
}

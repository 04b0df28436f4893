package io.switchhook.stack;

import io.switchhook.sip.core.transaction.ServerTransaction;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.AllowHeader;
import io.switchhook.sip.message.header.EventHeader;
import io.switchhook.sip.message.header.MalformedHeaderException;
import io.switchhook.sip.message.header.RecordRouteHeader;
import io.switchhook.sip.message.header.RequireHeader;
import io.switchhook.sip.message.header.ServerHeader;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.sip.message.header.UnsupportedHeader;
import io.switchhook.sip.message.header.UserAgentHeader;
import io.switchhook.sip.message.uri.OtherUri;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The headers that all messages of a stack carry, and the refusals that RFC 3261 §8.2 asks of any user agent. */
final class StandingHeaders {
    private static final List<SipMethod> ALLOW = List.of(
            SipMethod.INVITE,
            SipMethod.ACK,
            SipMethod.CANCEL,
            SipMethod.BYE,
            SipMethod.OPTIONS,
            SipMethod.REFER,
            SipMethod.NOTIFY,
            SipMethod.INFO,
            SipMethod.UPDATE,
            SipMethod.PRACK);
    private static final Set<SipMethod> CARRY_ALLOW =
            Set.of(SipMethod.INVITE, SipMethod.OPTIONS, SipMethod.REFER, SipMethod.UPDATE);

    /** RFC 6665 §4.4.4: the answers that tell what we can be asked for. */
    private static final Set<SipMethod> TELL_EVENTS = Set.of(SipMethod.INVITE, SipMethod.OPTIONS, SipMethod.SUBSCRIBE);

    private static final Set<SipMethod> OPEN_DIALOGS = Set.of(SipMethod.INVITE, SipMethod.SUBSCRIBE, SipMethod.REFER);

    private static final String REFER = "refer";

    /** What our calls may know, each by its own options: RFC 3262, 4028, 3891. */
    private static final Set<String> OF_CALLS = Set.of("100rel", "timer", "replaces", "answermode");

    /** What our registrars know: RFC 3327, 5626, 5627. */
    private static final Set<String> OF_REGISTRARS = Set.of("path", "outbound", "gruu");

    private final String product;
    private volatile List<AllowHeader> allow =
            ALLOW.stream().map(AllowHeader::new).toList();

    private volatile String allowEvents = REFER;

    StandingHeaders(String product) {
        this.product = product;
    }

    void announceEvents(Collection<String> packages, boolean publications) {
        if (!packages.isEmpty()) {
            allow(SipMethod.SUBSCRIBE);
        }
        if (publications) {
            allow(SipMethod.PUBLISH);
        }
        allowEvents = packages.isEmpty() ? REFER : REFER + ", " + String.join(", ", packages);
    }

    /** From any thread. */
    synchronized void allow(SipMethod more) {
        var added = new AllowHeader(more);
        if (!allow.contains(added)) {
            allow = Stream.concat(allow.stream(), Stream.of(added)).toList();
        }
    }

    void addTo(SipRequest.Builder request, SipMethod method) {
        request.set(UserAgentHeader.TYPE, new UserAgentHeader(product));
        if (CARRY_ALLOW.contains(method)) {
            request.setAll(AllowHeader.TYPE, allow);
        }
        if (method.equals(SipMethod.INVITE)) {
            // RFC 6665 §8.2.2 asks for it on requests that open dialogs.
            request.header("Allow-Events", allowEvents);
        }
    }

    SipResponse.Builder answering(SipRequest request, int status, String reason) {
        var response = SipResponse.answering(request, status, reason);
        if (status == 100) {
            return response;
        }
        response.set(ServerHeader.TYPE, new ServerHeader(product));
        boolean asked = request.method().equals(SipMethod.OPTIONS);
        if (status / 100 == 2 && TELL_EVENTS.contains(request.method()) && (asked || !allowEvents.equals(REFER))) {
            response.header("Allow-Events", allowEvents);
        }
        if (status == 405 || (status / 100 == 2 && CARRY_ALLOW.contains(request.method()))) {
            response.setAll(AllowHeader.TYPE, allow);
        }
        return response;
    }

    /** RFC 3261 §12.1.1: an answer that opens a dialog repeats the Record-Route of its request. */
    static void copyRoute(SipRequest request, SipResponse.Builder response) {
        if (request.has(RecordRouteHeader.TYPE)) {
            response.copyAll(request, RecordRouteHeader.TYPE);
        }
    }

    /** RFC 3261 §8.2.2: what no user agent may take, whatever its product. */
    Optional<SipResponse.Builder> refusalOf(ServerTransaction tx, SipRequest request) {
        if (tx.merged()) {
            return Optional.of(answering(request, 482, "Loop Detected"));
        }
        if (OPEN_DIALOGS.contains(request.method()) && !hasReadableRoute(request)) {
            // RFC 3261 §12.1.1: refused before anybody keeps something for a dialog that cannot be.
            return Optional.of(answering(request, 400, "Bad Request: Record-Route cannot be read"));
        }
        if (request.uri() instanceof OtherUri) {
            return Optional.of(answering(request, 416, "Unsupported URI Scheme"));
        }
        if (request.value("Replaces").isPresent() && !request.method().equals(SipMethod.INVITE)) {
            // RFC 3891 §3.
            return Optional.of(answering(request, 400, "Bad Request: Replaces is for INVITE only"));
        }
        var required = request.all(RequireHeader.TYPE).stream()
                .filter(tag -> !isOfCalls(request, tag))
                .filter(tag -> !isTargetDialog(request, tag) && !isOfRegistrars(request, tag))
                .toList();
        if (!required.isEmpty() && !request.method().equals(SipMethod.CANCEL)) {
            var unsupported = required.stream()
                    .map(tag -> new UnsupportedHeader(tag.optionTag()))
                    .toList();
            return Optional.of(answering(request, 420, "Bad Extension").setAll(UnsupportedHeader.TYPE, unsupported));
        }
        return Optional.empty();
    }

    private static boolean isOfRefer(SipRequest subscribe) {
        return subscribe
                .firstReadable(EventHeader.TYPE)
                .filter(event -> event.eventPackage().equals(REFER))
                .isPresent();
    }

    private static boolean hasReadableRoute(SipRequest request) {
        try {
            request.all(RecordRouteHeader.TYPE);
            return true;
        } catch (MalformedHeaderException e) {
            return false;
        }
    }

    private static boolean isOfCalls(SipRequest request, RequireHeader tag) {
        boolean call =
                request.method().equals(SipMethod.INVITE) || request.method().equals(SipMethod.UPDATE);
        return call && OF_CALLS.contains(tag.optionTag().toLowerCase(Locale.ROOT));
    }

    private static boolean isOfRegistrars(SipRequest request, RequireHeader tag) {
        return request.method().equals(SipMethod.REGISTER)
                && OF_REGISTRARS.contains(tag.optionTag().toLowerCase(Locale.ROOT));
    }

    /** RFC 4538 §7: the requests that may open a dialog. */
    private static boolean isTargetDialog(SipRequest request, RequireHeader tag) {
        var method = request.method();
        boolean opensDialog =
                method.equals(SipMethod.INVITE) || method.equals(SipMethod.REFER) || method.equals(SipMethod.SUBSCRIBE);
        return opensDialog && tag.optionTag().equalsIgnoreCase("tdialog");
    }

    /** What a user agent answers to a request outside a dialog that its product has no use for. */
    SipResponse.Builder usualAnswer(SipRequest request) {
        if (request.method().equals(SipMethod.OPTIONS)) {
            return answering(request, 200, "OK").header("Accept", "application/sdp");
        }
        if (request.method().equals(SipMethod.NOTIFY)) {
            // Some PBXs report waiting messages unasked; 481 would make them try again and again.
            return answering(request, 200, "OK");
        }
        if (request.method().equals(SipMethod.SUBSCRIBE)) {
            if (isOfRefer(request)) {
                // RFC 3515 §2.4.4: only a REFER begins such a subscription.
                return answering(request, 403, "Forbidden: no REFER has begun that subscription");
            }
            return answering(request, 489, "Bad Event").header("Allow-Events", allowEvents);
        }
        if (request.method().equals(SipMethod.REFER)) {
            // Known, but not from somebody who shows no call that entitles it (RFC 4538 §4).
            return answering(request, 603, "Decline");
        }
        return answering(request, 405, "Method Not Allowed");
    }
}

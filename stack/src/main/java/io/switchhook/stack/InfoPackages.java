package io.switchhook.stack;

import io.switchhook.sip.message.MessageBuilder;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.header.RecvInfoHeader;
import io.switchhook.sip.message.header.SipMethod;
import java.util.List;
import java.util.Optional;

/** Which Info Packages one side of a call takes, as Recv-Info says it (RFC 6086 §5.2). */
public final class InfoPackages {
    private Optional<List<String>> taken = Optional.empty();

    InfoPackages() {}

    /** From now on the call says that it takes these; none is said too. */
    void take(List<String> packages) {
        taken = Optional.of(List.copyOf(packages));
    }

    /** RFC 6086 §5.2.3: every INVITE says it, an empty list too. */
    void addTo(SipRequest.Builder request, SipMethod method) {
        taken.filter(packages -> method.equals(SipMethod.INVITE)).ifPresent(packages -> write(request, packages));
    }

    /** RFC 6086 §5.2.3: the answers to a request that says it, and no others. */
    void answer(SipRequest request, int status, MessageBuilder<?> response) {
        boolean fits = request.method().equals(SipMethod.INVITE)
                ? status > 100 && status < 300
                : request.method().equals(SipMethod.UPDATE) && status / 100 == 2;
        taken.filter(packages -> fits && request.has(RecvInfoHeader.TYPE))
                .ifPresent(packages -> write(response, packages));
    }

    /** Writes Recv-Info, in the place of one that is there. */
    public static void write(MessageBuilder<?> message, List<String> packages) {
        message.removeAll("Recv-Info");
        message.header("Recv-Info", String.join(", ", packages));
    }
}

package io.switchhook.phone;

import io.switchhook.phone.internal.call.ConferenceFace;
import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.stack.conference.ConferenceEndpoint;
import io.switchhook.stack.conference.ConferenceEndpoint.JoiningMethod;
import io.switchhook.stack.conference.ConferenceInfo;
import io.switchhook.stack.conference.ConferenceUser;
import java.util.List;
import java.util.Optional;

/**
 * Who is in a conference, as it is told to the other sides of its calls.
 *
 * @param line of the call that it is told to: in its name speaks who takes part here
 */
record ConferenceRoll(Conference conference, PhoneLine line) implements ConferenceFace {

    @Override
    public ConferenceInfo info(String entity) {
        var users = conference.participants().stream().map(this::user).toList();
        return ConferenceInfo.of(entity, users).withMaximumUserCount(conference.limit());
    }

    @Override
    public boolean isClosed() {
        return conference.isClosed();
    }

    private ConferenceUser user(Participant participant) {
        var seat = Integer.toString(participant.seat());
        var call = participant.call();
        var home = call.map(Call::line).orElse(line).account().address().withoutParameters();
        var number = participant.name();
        // RFC 4575 §5.6, RFC 3323.
        boolean hidden = call.isPresent() && number.equalsIgnoreCase("anonymous")
                || caller(call).filter(IncomingCall::isAnonymous).isPresent();
        var name = call.isPresent() ? caller(call).flatMap(IncomingCall::callerName) : Optional.of(number);
        var who = hidden
                ? SipUri.of("anonymous" + seat, "anonymous.invalid")
                : call.isPresent() ? home.withUser(number) : home;
        var joining = call.map(
                        known -> known instanceof IncomingCall ? JoiningMethod.DIALED_IN : JoiningMethod.DIALED_OUT)
                .orElse(JoiningMethod.FOCUS_OWNER);
        return new ConferenceUser(
                who.toString(),
                hidden ? Optional.of("Anonymous " + seat) : name,
                List.of(),
                List.of(ConferenceEndpoint.connected(
                        who.withParameter("seat", seat).toString(), joining, participant.isMuted())));
    }

    private static Optional<IncomingCall> caller(Optional<Call> call) {
        return call.filter(IncomingCall.class::isInstance).map(IncomingCall.class::cast);
    }
}

package io.switchhook.pbx;

import io.switchhook.sip.message.SipRequest;
import java.util.Optional;

/**
 * A call that asks for its way.
 *
 * @param id that of {@link PbxCall}
 * @param caller the extension that calls, proven by its secret; of a call from a trunk {@code NUMBER@HOST}, as the other side says it, which is never the number of an extension
 * @param callerName the name that its telephone gives to it; anybody may say anything
 * @param dialled the number that was dialled, as an extension is written; not necessarily one of an extension
 * @param trunk where it comes from, when that is a trunk; what such a call reaches is at the expense of who runs the PBX
 * @param invite the request as it came, with whatever else it says; of a message its MESSAGE
 */
public record DialledCall(
        String id,
        String caller,
        Optional<String> callerName,
        String dialled,
        Optional<Trunk> trunk,
        SipRequest invite) {}

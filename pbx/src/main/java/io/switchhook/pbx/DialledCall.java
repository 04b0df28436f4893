package io.switchhook.pbx;

import io.switchhook.sip.message.SipRequest;
import java.util.Optional;

/**
 * A call that asks for its way.
 *
 * @param id that of {@link PbxCall}
 * @param caller the extension that calls, proven by its secret
 * @param callerName the name that its telephone gives to it; anybody may say anything
 * @param dialled the number that was dialled, as an extension is written; not necessarily one of an extension
 * @param invite the request as it came, with whatever else it says
 */
public record DialledCall(String id, String caller, Optional<String> callerName, String dialled, SipRequest invite) {}

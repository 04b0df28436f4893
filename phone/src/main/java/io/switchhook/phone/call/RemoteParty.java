package io.switchhook.phone.call;

import java.util.Optional;

/**
 * Who is at the other side of a call, by its own word.
 *
 * @param number as {@link io.switchhook.phone.Call#remoteNumber}
 * @param name that it gives itself; empty when it gives none
 * @param anonymous whether it does not want to be known, so that number and name tell nothing
 */
public record RemoteParty(String number, Optional<String> name, boolean anonymous) {}

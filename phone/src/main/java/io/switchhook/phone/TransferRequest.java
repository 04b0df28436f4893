package io.switchhook.phone;

import java.util.Optional;

/**
 * The other side of a call asks us to call somebody else instead.
 *
 * @param call the call it was asked in
 * @param target the URI to call
 * @param referredBy who asks, as it says itself
 */
public record TransferRequest(Call call, String target, Optional<String> referredBy) {}

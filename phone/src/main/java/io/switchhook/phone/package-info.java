/**
 * The softphone: {@link io.switchhook.phone.SoftPhone} → {@link io.switchhook.phone.PhoneLine} → {@link
 * io.switchhook.phone.Call}. Any thread may call any method;
 * callbacks run off the signalling loop, in order, one at a time for a call, and may block and call back. What takes
 * time returns a {@code CompletableFuture} of a typed
 * outcome; completing or cancelling that future changes nothing inside.
 */
package io.switchhook.phone;

/**
 * The softphone: {@link io.switchhook.phone.SoftPhone} → {@link io.switchhook.phone.PhoneLine} → {@link
 * io.switchhook.phone.Call}. Any thread may call any method;
 * callbacks run off the signalling loop, in order, one at a time for a call, and may block and call back. What takes
 * time returns a {@code CompletableFuture} of a typed
 * outcome; completing or cancelling that future changes nothing inside.
 *
 * <p>Here stands what has a life, and what it is opened with. What calls, lines and subscriptions are told and tell, values all of them, stands in packages of its own:
 * {@code io.switchhook.phone.call}, {@code io.switchhook.phone.line} and {@code io.switchhook.phone.event}.
 */
package io.switchhook.phone;

/**
 * Microphone and loudspeaker, by the sound system of the JDK: what they give and take is attached to the audio of a call.
 *
 * <pre>{@code
 * try (var handsfree = Handsfree.open()) {
 *     call.audio().send(handsfree.source()).receive(handsfree.sink());
 *     // ...
 * }
 * }</pre>
 *
 * <p>Each device has a thread of its own. Any thread may call any method; what is handed to the media loop never blocks it. {@link
 * io.switchhook.devices.Handsfree} cancels the echo of the loudspeaker; a {@link io.switchhook.devices.Microphone} that is opened alone gives what it hears.
 */
package io.switchhook.devices;

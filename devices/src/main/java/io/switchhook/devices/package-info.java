/**
 * Microphone and loudspeaker, by the sound system of the JDK: what they give and take is attached to the audio of a call.
 *
 * <pre>{@code
 * try (var microphone = Microphone.open(); var speaker = Speaker.open()) {
 *     call.audio().send(microphone.source()).receive(speaker.sink());
 *     // ...
 * }
 * }</pre>
 *
 * <p>Each device has a thread of its own. Any thread may call any method; what is handed to the media loop never blocks it. Echo is not cancelled: use a headset, or a
 * device that cancels it.
 */
package io.switchhook.devices;

package io.switchhook.systemtests.interop;

import io.switchhook.media.tone.ToneSource;
import io.switchhook.phone.WavRecorder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Chromium without a window, in which a page of ours is a telephone: SIP over WebSocket by hand, media by the browser (ICE, DTLS-SRTP, RTCP on the port of RTP). It registers
 * by itself and answers each call; its microphone is a tone.
 */
final class ChromiumPeer implements AutoCloseable {
    private static final int RATE = 48_000;

    private final Chromium chromium;

    private ChromiumPeer(Path folder, String query, int toneHz) throws IOException {
        var microphone = folder.resolve("microphone.wav");
        writeTone(microphone, toneHz);
        chromium = new Chromium(
                folder,
                "telephone.html?" + query,
                Optional.empty(),
                List.of(
                        "--use-fake-ui-for-media-stream",
                        "--use-fake-device-for-media-stream",
                        "--use-file-for-fake-audio-capture=" + microphone));
    }

    /**
     * @param socket where SIP is taken, {@code ws://127.0.0.1:8080}
     * @param domain host and port of the server, as its telephones write it
     * @param toneHz what it says
     */
    static ChromiumPeer start(Path folder, String socket, String domain, String user, String secret, int toneHz) {
        try {
            return new ChromiumPeer(
                    folder, "socket=" + socket + "&domain=" + domain + "&user=" + user + "&secret=" + secret, toneHz);
        } catch (IOException e) {
            throw new AssertionError("the page of the browser cannot be served", e);
        }
    }

    private static void writeTone(Path file, int hertz) throws IOException {
        var samples = new short[RATE];
        new ToneSource(RATE, hertz).read(samples, 0, samples.length);
        try (var microphone = WavRecorder.open(file, RATE)) {
            microphone.write(samples, 0, samples.length);
        }
    }

    void call(String number) {
        chromium.order("call " + number);
    }

    void hangUp() {
        chromium.order("hangup");
    }

    /** Waits until the page has told this, from its first event on. */
    void await(String event, Duration within) {
        Deadline.in(within)
                .await(
                        "the browser tells \"" + event + "\"",
                        () -> chromium.events().contains(event),
                        this::report);
    }

    /** Waits until a tone is the loudest that the browser hears, as exactly as its 6 Hz wide bands tell. */
    void awaitHearing(int hertz, Duration within) {
        Deadline.in(within)
                .await(
                        "the browser hears " + hertz + " Hz",
                        () -> chromium.events().stream().anyMatch(e -> tells(e, hertz)),
                        this::report);
    }

    private static boolean tells(String event, int hertz) {
        return event.startsWith("hears ") && Math.abs(Integer.parseInt(event.substring(6)) - hertz) <= 6;
    }

    String report() {
        return chromium.report();
    }

    @Override
    public void close() {
        chromium.close();
    }
}

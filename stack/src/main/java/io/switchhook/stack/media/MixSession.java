package io.switchhook.stack.media;

import io.switchhook.base.loop.Alarm;
import io.switchhook.base.loop.Loop;
import io.switchhook.media.pcm.Mixer;
import io.switchhook.media.pcm.PcmFormat;
import io.switchhook.media.pcm.PcmSink;
import io.switchhook.media.pcm.PcmSource;
import java.util.Arrays;

/**
 * A room: each of its ports hears the sum of all others. It is mixed every 10 ms on the media loop of its engine, by absolute deadlines and at the highest sample rate that
 * anybody in it speaks, or is said to; each port has a rate of its own, and may be read and written by the loop of another engine. Nothing is
 * allocated from frame to frame. Its methods may be called from any thread.
 */
public final class MixSession {
    /** So many frames a second: what a packet of audio lasts is a multiple of a frame. */
    static final int FRAMES_A_SECOND = 100;

    private static final long FRAME_NANOS = 1_000_000_000L / FRAMES_A_SECOND;

    /** Who comes later than that does not make up for it: what waits meanwhile is forgotten at the ports. */
    private static final int MAX_LATE_FRAMES = 10;

    private static final MixPort[] NOBODY = {};

    private final Loop loop;
    private final Alarm alarm;
    /** Replaced whole; the loop mixes those that it finds at the beginning of a frame. */
    private volatile MixPort[] ports = NOBODY;

    private Mixer mixer = new Mixer(0);
    private int rate;
    private long nextFrameNanos;
    private boolean running;
    private boolean closed;

    MixSession(MediaEngine engine) {
        loop = engine.loop();
        alarm = loop.alarm(this::onTime);
    }

    /**
     * A port for a call, whose stream reads and writes it when it has its own time. Who is still reading and writing it after {@link #remove} hears nothing and is not heard.
     *
     * @param sampleRate hertz, of what is read and written: 8,000 to 48,000, a multiple of 100
     */
    public MixPort add(int sampleRate) {
        var port = new MixPort(sampleRate);
        enter(port);
        return port;
    }

    /**
     * A port for somebody who is asked for 10 ms of sound and given as much on the loop of this room each time, such as a sound device, a file or a voice bot. Who throws is
     * asked no more.
     *
     * @throws IllegalArgumentException when the rate of one of them is no multiple of 100 from 8000 to 48000
     */
    public MixPort add(PcmSource says, PcmSink hears) {
        var port = new MixPort(Guarded.source(says), Guarded.sink(hears));
        enter(port);
        return port;
    }

    /** Somebody who hears all and says nothing, such as a recorder. Its rate is not what the room is mixed at. */
    public MixPort addListener(PcmSink hears) {
        var port = new MixPort(Guarded.sink(hears));
        enter(port);
        return port;
    }

    private void enter(MixPort port) {
        synchronized (this) {
            if (closed) {
                return;
            }
            ports = Arrays.copyOf(ports, ports.length + 1);
            ports[ports.length - 1] = port;
        }
        loop.post(this::begin);
    }

    /** The port is in the room no longer; does nothing when it is not. */
    public synchronized void remove(MixPort port) {
        ports = Arrays.stream(ports).filter(other -> other != port).toArray(MixPort[]::new);
    }

    /** The rate that the room was mixed at last, in hertz; 0 before the first frame. On the loop of the room. */
    int rate() {
        return rate;
    }

    /** Everybody leaves, and nobody comes any more. Closing twice does nothing. */
    public void close() {
        synchronized (this) {
            closed = true;
            ports = NOBODY;
        }
        loop.post(this::rest);
    }

    // --- on the media loop ----------------------------------------------------------------------------------------

    private void begin() {
        if (!running && ports.length > 0) {
            running = true;
            nextFrameNanos = loop.nowNanos() + FRAME_NANOS;
            alarm.set(nextFrameNanos);
        }
    }

    private void rest() {
        if (ports.length == 0) {
            running = false;
            alarm.cancel();
        }
    }

    private void onTime() {
        long now = loop.nowNanos();
        long late = (now - nextFrameNanos) / FRAME_NANOS;
        if (late > MAX_LATE_FRAMES) {
            nextFrameNanos += late * FRAME_NANOS;
        }
        while (nextFrameNanos <= now) {
            mix(ports);
            nextFrameNanos += FRAME_NANOS;
        }
        alarm.set(nextFrameNanos);
        rest();
    }

    private void mix(MixPort[] present) {
        tune(present);
        int length = rate / FRAMES_A_SECOND;
        mixer.clear();
        for (var port : present) {
            port.speak(mixer, rate);
        }
        for (var port : present) {
            port.hear(mixer, length);
        }
    }

    private void tune(MixPort[] present) {
        int highest = PcmFormat.NARROWBAND_RATE;
        for (var port : present) {
            highest = port.speaks() ? Math.max(highest, port.sayRate()) : highest;
        }
        if (highest != rate) {
            rate = highest;
            mixer = new Mixer(rate / FRAMES_A_SECOND);
        }
    }
}

package io.switchhook.phone;

import io.switchhook.base.world.World;
import io.switchhook.media.pcm.PcmSource;
import io.switchhook.phone.internal.engine.PhoneEngine;
import io.switchhook.phone.internal.engine.PhoneFace;
import io.switchhook.phone.internal.engine.PhonePlan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** What a program has given its phone and opened with it: lines, who takes the calls, music, conferences, recordings. */
final class PhoneDesk implements PhoneFace {
    private static final int DISK_PATIENCE_SECONDS = 5;

    private final PhoneEngine engine;
    private final List<PhoneLine> lines = new CopyOnWriteArrayList<>();
    private volatile Optional<Consumer<IncomingCall>> onIncoming = Optional.empty();
    private volatile Optional<Supplier<PcmSource>> holdMusic = Optional.empty();
    private final Set<Conference> conferences = ConcurrentHashMap.newKeySet();
    private final Set<Recording> recordings = ConcurrentHashMap.newKeySet();

    PhoneDesk(World world, PhonePlan plan) throws IOException {
        this.engine = new PhoneEngine(world, plan, this);
    }

    PhoneEngine engine() {
        return engine;
    }

    World world() {
        return engine.world();
    }

    List<PhoneLine> lines() {
        return List.copyOf(lines);
    }

    void add(PhoneLine line) {
        lines.add(line);
        engine.addLine(line.engine());
    }

    void onIncomingCall(Consumer<IncomingCall> listener) {
        onIncoming = Optional.of(listener);
    }

    @Override
    public boolean takesCalls() {
        return onIncoming.isPresent();
    }

    /**
     * Gives a new call to the application; {@code returned} runs when its callback is through. What that throws is logged by the lane, and a caller about whom nothing was
     * decided is answered 500.
     */
    void announce(IncomingCall call, Runnable returned) {
        var listener = onIncoming;
        if (listener.isEmpty()) {
            call.reject(480, "Nobody answers here");
            return;
        }
        call.events().tell(() -> {
            boolean heard = false;
            try {
                listener.get().accept(call);
                heard = true;
            } finally {
                if (heard) {
                    returned.run();
                } else {
                    // RFC 3261 §21.5.1. Where the program has answered or rejected before, this changes nothing.
                    call.reject(500, "The program that takes the calls here has failed");
                }
            }
        });
    }

    void holdMusic(Supplier<PcmSource> music) {
        holdMusic = Optional.of(music);
    }

    /** Music for one call, made when it is first asked for: on the media loop, where what it throws is caught. */
    Optional<PcmSource> newHoldMusic() {
        return holdMusic.map(CallMusic::new);
    }

    private static final class CallMusic implements PcmSource {
        private final Supplier<PcmSource> supplier;
        private Optional<PcmSource> playing = Optional.empty();

        CallMusic(Supplier<PcmSource> supplier) {
            this.supplier = supplier;
        }

        @Override
        public int read(short[] target, int offset, int length) {
            if (playing.isEmpty()) {
                playing = Optional.of(supplier.get());
            }
            return playing.get().read(target, offset, length);
        }
    }

    /** From any thread. */
    Conference openConference(int limit) {
        var conference = new Conference(this, limit);
        conferences.add(conference);
        return conference;
    }

    /** The conference is closed. From any thread. */
    void forget(Conference conference) {
        conferences.remove(conference);
    }

    /** From any thread. */
    Recording openRecording(Path file, RecordingOptions options) throws IOException {
        var recording = Recording.open(engine, file, options);
        recordings.add(recording);
        recording.done().thenRun(() -> recordings.remove(recording));
        return recording;
    }

    @Override
    public void endAll() {
        conferences.forEach(Conference::close);
        recordings.forEach(Recording::stop);
    }

    /** What was said last is written when the phone is closed, unless the disk hangs. */
    @Override
    public CompletableFuture<Void> written() {
        var open = recordings.stream().map(Recording::done).toArray(CompletableFuture[]::new);
        return open.length == 0
                ? CompletableFuture.completedFuture(null)
                : CompletableFuture.allOf(open).completeOnTimeout(null, DISK_PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
}

package io.switchhook.media.voice;

import io.switchhook.media.pcm.PcmSource;

/** A microphone behind a {@link VoiceProcessor}: is asked for whole frames, and gives as many samples as are wanted. */
final class ProcessedSource implements PcmSource {
    private final VoiceProcessor processor;
    private final PcmSource microphone;
    private final short[] raw;
    private final short[] ready;
    private int readyFrom;
    private int readyTo;

    ProcessedSource(VoiceProcessor processor, PcmSource microphone, int block) {
        this.processor = processor;
        this.microphone = microphone;
        raw = new short[block];
        ready = new short[processor.maxOutput(block)];
    }

    @Override
    public int sampleRate() {
        return processor.sampleRate();
    }

    @Override
    public int read(short[] target, int offset, int length) {
        int done = 0;
        while (done < length) {
            if (readyFrom == readyTo) {
                int got = microphone.read(raw, 0, raw.length);
                if (got == 0) {
                    return done;
                }
                readyFrom = 0;
                readyTo = processor.process(raw, 0, got, ready, 0);
                continue;
            }
            int count = Math.min(length - done, readyTo - readyFrom);
            System.arraycopy(ready, readyFrom, target, offset + done, count);
            readyFrom += count;
            done += count;
        }
        return done;
    }
}

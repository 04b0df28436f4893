package io.switchhook.cli.option;

import io.switchhook.base.net.TlsTrust;
import io.switchhook.base.text.Printable;
import io.switchhook.cli.console.CommandEnd;
import io.switchhook.cli.console.Declared;
import io.switchhook.cli.console.FileTrouble;
import io.switchhook.cli.console.PortSpan;
import io.switchhook.cli.report.Reports;
import io.switchhook.media.pcm.PcmSink;
import io.switchhook.media.pcm.PcmSource;
import io.switchhook.media.tone.ToneSource;
import io.switchhook.phone.PhoneConfig;
import io.switchhook.phone.RecordingOptions;
import io.switchhook.phone.WavPlayer;
import io.switchhook.phone.WavRecorder;
import io.switchhook.phone.call.CallSettings;
import io.switchhook.phone.call.ComfortNoise;
import io.switchhook.sdp.MediaFormat;
import io.switchhook.sdp.negotiation.KeyExchange;
import io.switchhook.sdp.negotiation.MediaSecurity;
import io.switchhook.stack.media.InstalledCodecs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;

/** What is sent, what becomes of what is heard, and how it travels. */
public final class MediaOptions {
    /** Wideband, for what is played and recorded; with a codec of the telephone it is converted. */
    private static final int SAMPLE_RATE = 16_000;

    private final Declared<String> play = Declared.text(
            "--play",
            "FILE.wav|tone:HZ[,HZ]",
            "What the other side hears: a WAV file, once, or one or more tones. Default: silence.");

    private final Declared<String> talk = Declared.text(
            "--talk",
            "default|NAME",
            "Talk and listen by a sound device of this machine, the default one or the one that has NAME in its name. Echo is cancelled.");

    private final VoiceOptions voice = new VoiceOptions();

    private Optional<Headset> headset = Optional.empty();

    private final Declared<Path> record = Declared.file(
            "--record", "FILE.wav", "Record what the other side says; of a second call to FILE-2.wav, and so on.");

    private final Declared<String> sides = Declared.text(
            "--record-sides",
            "heard|mixed|stereo",
            "What --record keeps: what the other side says (heard), both sides in one channel (mixed), or what is sent left and what is heard right (stereo). Default: heard.");

    private final Declared<String> codecs = Declared.listOf(
            Declared.builder(
                            "--codecs",
                            "NAME,...",
                            "What to offer and accept, the preferred first: PCMU, PCMA, G722, opus. Default: PCMU,PCMA,G722; with --talk the best sound first.")
                    .splitRegex(",")
                    .hideParamSyntax(true),
            String.class);

    private final Declared<String> rtpPorts =
            Declared.text("--rtp-ports", "MIN-MAX", "The ports for audio. Default: 10000-20000.");

    private final Declared<String> srtp = Declared.text(
            "--srtp",
            "off|preferred|required",
            "Encrypt audio: where the other side can, or no call without. Its keys are as secret as the signalling: use TLS. Default: off.");

    private final Declared<String> srtpKeys = Declared.text(
            "--srtp-keys",
            "sdes|dtls|either",
            "Where the keys of --srtp come from: the messages of the call (sdes), a handshake that no server can hear (dtls), or whichever the other side has. Default: sdes.");

    private final Declared<String> comfortNoise = Declared.text(
            "--comfort-noise",
            "off|received|sent",
            "Whether the other side may be silent where nobody speaks there, and describe its noise instead (RFC 3389); with sent we are, too. Default: off.");

    private final IceOptions ice = new IceOptions();

    public void addTo(CommandSpec command) {
        Declared.addAll(command, play, talk, record, sides, codecs, rtpPorts, srtp, srtpKeys, comfortNoise);
        ice.addTo(command);
        voice.addTo(command);
    }

    /**
     * How calls behave as far as these options go.
     *
     * @param trust whom to believe to be a TURN server
     */
    public CallSettings calls(TlsTrust trust) throws CommandEnd {
        var wish = srtp.value().orElse("off");
        for (var security : MediaSecurity.values()) {
            if (security.name().equalsIgnoreCase(wish)) {
                return ice.applyTo(
                        CallSettings.DEFAULT
                                .withSecurity(security)
                                .withKeyExchange(keyExchange(security))
                                .withComfortNoise(comfortNoise()),
                        trust);
            }
        }
        throw CommandEnd.usage("--srtp: \"" + wish + "\" is no choice; write off, preferred or required");
    }

    private ComfortNoise comfortNoise() throws CommandEnd {
        var wish = comfortNoise.value().orElse("off");
        for (var choice : ComfortNoise.values()) {
            if (choice.name().equalsIgnoreCase(wish)) {
                return choice;
            }
        }
        throw CommandEnd.usage("--comfort-noise: \"" + wish + "\" is no choice; write off, received or sent");
    }

    private KeyExchange keyExchange(MediaSecurity security) throws CommandEnd {
        var wish = srtpKeys.value().orElse("sdes");
        if (srtpKeys.value().isPresent() && security == MediaSecurity.OFF) {
            throw CommandEnd.usage("--srtp-keys is for encrypted audio; add --srtp preferred or --srtp required");
        }
        for (var exchange : KeyExchange.values()) {
            if (exchange.name().equalsIgnoreCase(wish)) {
                return exchange;
            }
        }
        throw CommandEnd.usage("--srtp-keys: \"" + wish + "\" is no choice; write sdes, dtls or either");
    }

    /** A phone's settings as far as these options go. */
    public PhoneConfig applyTo(PhoneConfig config) throws CommandEnd {
        var chosen = config;
        if (!codecs.values().isEmpty()) {
            chosen = chosen.withCodecs(formats());
        } else if (talk.value().isPresent()) {
            chosen = chosen.withWideband();
        }
        return rtpPorts.value().isPresent()
                ? PortSpan.parse(rtpPorts.value().get()).applyTo(chosen)
                : chosen;
    }

    private List<MediaFormat> formats() throws CommandEnd {
        var formats = new ArrayList<MediaFormat>();
        for (var name : codecs.values()) {
            formats.add(InstalledCodecs.named(name.strip())
                    .orElseThrow(() -> CommandEnd.usage("--codecs: \"" + name
                            + "\" is not a codec that we have; use PCMU, PCMA, G722, opus or some of them")));
        }
        return formats;
    }

    /** Whether something is to be played, said or recorded. */
    public boolean isUsed() {
        return play.value().isPresent()
                || talk.value().isPresent()
                || record.value().isPresent();
    }

    /** Opens the device of {@code --talk}, if there is one, until {@link #close}. */
    public void openHeadset(Reports reports) throws CommandEnd {
        if (talk.value().isEmpty()) {
            if (voice.isUsed()) {
                throw CommandEnd.usage(
                        "--no-echo-cancel, --noise and --auto-gain go with --talk: nothing else has a microphone");
            }
            return;
        }
        if (play.value().isPresent()) {
            throw CommandEnd.usage("--talk and --play do not go together: the other side hears one or the other");
        }
        headset = Optional.of(Headset.open(talk.value().get(), voice.settings(), reports));
    }

    public void close() {
        headset.ifPresent(Headset::close);
    }

    /** Where one more call is heard. */
    public Optional<PcmSink> sink() {
        return headset.map(Headset::sink);
    }

    /** Checks what is to be played, once, and gives a fresh source for each call; empty where nothing is. */
    public Optional<Supplier<PcmSource>> sources() throws CommandEnd {
        if (headset.isPresent()) {
            return Optional.of(headset.get()::source);
        }
        if (play.value().isEmpty()) {
            return Optional.empty();
        }
        var what = play.value().get();
        if (what.startsWith("tone:")) {
            var frequencies = frequencies(what);
            try {
                new ToneSource(SAMPLE_RATE, frequencies);
            } catch (IllegalArgumentException e) {
                throw CommandEnd.usage("--play: " + e.getMessage());
            }
            return Optional.of(() -> new ToneSource(SAMPLE_RATE, frequencies));
        }
        try {
            var player = WavPlayer.open(Path.of(what));
            return Optional.of(player::again);
        } catch (IOException e) {
            throw CommandEnd.usage("--play: " + FileTrouble.unplayable(what, e));
        }
    }

    private static double[] frequencies(String what) throws CommandEnd {
        var numbers = what.substring("tone:".length()).split(",", -1);
        var frequencies = new double[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            if (!numbers[i].strip().matches("\\d{1,5}(\\.\\d{1,3})?")) {
                throw CommandEnd.usage(
                        "--play: \"" + what + "\" is not a tone; write tone:440, or tone:440,880 for two at once");
            }
            frequencies[i] = Double.parseDouble(numbers[i].strip());
        }
        return frequencies;
    }

    /** What is kept of the call with this number, from 1 on. */
    public Optional<KeptSound> openRecording(int number) throws CommandEnd {
        var both = bothSides();
        if (record.value().isEmpty()) {
            return Optional.empty();
        }
        var file = numbered(record.value().get(), number);
        try {
            return Optional.of(
                    both.isPresent()
                            ? KeptSound.Both.of(file, both.get())
                            : new KeptSound.Heard(WavRecorder.open(file, SAMPLE_RATE)));
        } catch (IOException e) {
            throw CommandEnd.usage("--record: " + file + " cannot be written: " + FileTrouble.reason(e));
        }
    }

    /** The file of {@code --record} where everybody is recorded in one. */
    public Optional<Path> wholeRecording() throws CommandEnd {
        if (sides.value().isPresent()) {
            throw CommandEnd.usage("--record-sides is for calls of two; with --conference --record keeps what all say");
        }
        return record.value();
    }

    /** How both sides are to be recorded; empty where only the other one is. */
    private Optional<RecordingOptions> bothSides() throws CommandEnd {
        if (sides.value().isPresent() && record.value().isEmpty()) {
            throw CommandEnd.usage("--record-sides says what is recorded; add --record FILE.wav");
        }
        return switch (sides.value().orElse("heard")) {
            case "heard" -> Optional.empty();
            case "mixed" -> Optional.of(RecordingOptions.DEFAULT);
            case "stereo" -> Optional.of(RecordingOptions.DEFAULT.withStereo());
            default ->
                throw CommandEnd.usage("--record-sides takes heard, mixed or stereo, but not \""
                        + Printable.escape(sides.value().get()) + "\"");
        };
    }

    private static Path numbered(Path file, int number) {
        if (number == 1) {
            return file;
        }
        var name = file.getFileName().toString();
        int dot = name.lastIndexOf('.');
        var stem = dot > 0 ? name.substring(0, dot) : name;
        var end = dot > 0 ? name.substring(dot) : "";
        return file.resolveSibling(stem + "-" + number + end);
    }
}

package io.switchhook.pbx;

import io.switchhook.base.net.ClientProof;
import io.switchhook.base.net.TlsIdentity;
import io.switchhook.base.net.TlsTrust;
import io.switchhook.base.net.WebSocketSettings;
import io.switchhook.base.text.Printable;
import io.switchhook.base.text.Sentences;
import io.switchhook.base.world.World;
import io.switchhook.media.tone.ToneCountry;
import io.switchhook.pbx.internal.number.Extension;
import io.switchhook.pbx.internal.number.NumberPlan;
import io.switchhook.sip.core.auth.DigestAlgorithm;
import io.switchhook.sip.core.auth.Secret;
import io.switchhook.sip.core.transaction.TimerValues;
import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.stack.FlowTimers;
import io.switchhook.stack.StackLoad;
import io.switchhook.stack.flow.ListenPoint;
import io.switchhook.stack.media.PortRange;
import io.switchhook.stack.spi.DtlsProvider;
import io.switchhook.stack.trace.TraceSink;
import io.switchhook.transport.RealWorld;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/**
 * A small PBX inside your program: telephones register with number and secret, call each other, hold, and transfer;
 * the audio of every call runs through it, untouched; a ringing tone ({@link Builder#tones}) is all it plays itself.
 *
 * <pre>{@code
 * try (var pbx = Pbx.builder().listen("udp:127.0.0.1:5060").extension("858", secret).extension("853", other).start()) { ... }
 * }</pre>
 *
 * <p>All methods may be called from any thread.
 */
public final class Pbx implements AutoCloseable {
    private final World world;
    private final Optional<RealWorld> ownWorld;
    private final PbxEngine engine;

    private Pbx(World world, Optional<RealWorld> ownWorld, PbxSettings settings) throws IOException {
        this.world = world;
        this.ownWorld = ownWorld;
        this.engine = new PbxEngine(world, settings);
    }

    public static Builder builder() {
        return new Builder();
    }

    PbxEngine engine() {
        return engine;
    }

    /** Where telephones reach it, with real port numbers. */
    public List<ListenPoint> listenPoints() {
        return engine.stack().listenPoints();
    }

    /** What the stack holds now: all zero when calls and their last retransmissions are over. */
    public CompletableFuture<StackLoad> load() {
        return ask(new StackLoad(0, 0, 0, 0), now -> engine.load());
    }

    /** Its extensions, to add, change and remove them while it runs. */
    public PbxExtensions extensions() {
        return new PbxExtensions(this);
    }

    /** The telephones that are registered now; none when the PBX is closed. */
    public CompletableFuture<List<PbxRegistration>> registrations() {
        return ask(List.of(), now -> engine.registrations().snapshot(now));
    }

    /** The calls that stand or are set up now; none when the PBX is closed. */
    public CompletableFuture<List<PbxCall>> calls() {
        return ask(List.of(), now -> engine.control().calls(now));
    }

    /** The trunks that it was given, as they are now; none when the PBX is closed. */
    public CompletableFuture<List<PbxTrunk>> trunks() {
        return ask(List.of(), now -> engine.trunks().snapshot());
    }

    /** As {@link Builder#onEvent}, from when the future completes on; false when the PBX is closed. What stands already is told by {@link #calls} and {@link #registrations}. */
    public CompletableFuture<Boolean> addListener(Consumer<PbxEvent> listener) {
        Objects.requireNonNull(listener, "listener");
        return ask(false, now -> engine.events().add(listener));
    }

    /** Tells it nothing more, but what is on its way; false when it was told nothing so far. */
    public CompletableFuture<Boolean> removeListener(Consumer<PbxEvent> listener) {
        return ask(false, now -> engine.events().remove(listener));
    }

    /**
     * Ends a call: telephones that talk get a BYE, those that ring a CANCEL, and a caller that waits is refused.
     *
     * @param id {@link PbxCall#id}
     * @return whether there was such a call
     */
    public CompletableFuture<Boolean> endCall(String id) {
        Objects.requireNonNull(id, "id");
        return ask(false, now -> engine.control().end(id, "", now));
    }

    /**
     * Puts another extension into the place of one of the two who talk: it is rung, and when it answers the one that leaves gets a BYE. Until then the two talk on, and when it
     * fails they go on talking.
     *
     * @param id {@link PbxCall#id}
     * @param leaving the extension that is to leave
     * @param target the extension that is to take its place
     * @throws IllegalArgumentException when the target can be no extension
     */
    public CompletableFuture<PbxTransferOutcome> transferCall(String id, String leaving, String target) {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(leaving, "leaving");
        if (!Extension.isNumber(Objects.requireNonNull(target, "target"))) {
            throw new IllegalArgumentException("\"" + Printable.escape(target) + "\" is not an extension");
        }
        var future = new CompletableFuture<PbxTransferOutcome>();
        Consumer<PbxTransferOutcome> done =
                outcome -> world.openLane("switchhook-outcome").submit(() -> future.complete(outcome));
        var place = SipUri.of(target, NumberPlan.ANY_HOST);
        boolean asked = engine.loop()
                .post(() -> engine.control()
                        .transfer(id, leaving, place, done, engine.loop().nowNanos()));
        if (!asked) {
            future.complete(new PbxTransferOutcome.NotPossible("The PBX is closed"));
        }
        return future;
    }

    /**
     * Shows the telephones of an extension how many messages wait for it: those that have subscribed to the event package {@code message-summary} of their own extension (RFC
     * 3842), now and whenever they subscribe. Where the messages are is the program's business; the PBX keeps none.
     *
     * @return whether there is such an extension
     */
    public CompletableFuture<Boolean> showMailbox(String extension, Mailbox mailbox) {
        Objects.requireNonNull(extension, "extension");
        Objects.requireNonNull(mailbox, "mailbox");
        return ask(false, now -> engine.control().show(extension, mailbox, now));
    }

    /** Asks the loop; the future is the caller's own. */
    <T> CompletableFuture<T> ask(T closed, LongFunction<T> question) {
        var future = new CompletableFuture<T>();
        boolean asked = engine.loop().post(() -> {
            T answer = question.apply(engine.loop().nowNanos());
            world.openLane("switchhook-outcome").submit(() -> future.complete(answer));
        });
        if (!asked) {
            future.complete(closed);
        }
        return future;
    }

    /** Starts to close, as {@link #close} does, without waiting; completes when nothing is left. May be called any number of times. */
    public CompletableFuture<Void> closeAsync() {
        return engine.close().thenRun(() -> ownWorld.ifPresent(RealWorld::close));
    }

    /**
     * Ends all calls and frees all ports and threads; returns when that is done, in a few seconds at most. Calling it again does nothing.
     *
     * <p>It waits for other threads, and in a simulated world there are none: there {@link #closeAsync} is called, and the simulation awaits its future.
     */
    @Override
    public void close() {
        closeAsync().join();
    }

    /** Collects the settings of a PBX. */
    public static final class Builder {
        private static final int SIP_PORT = 5060;
        private static final int PORTS_OF_CALL = 4;

        private final PbxDraft draft = new PbxDraft();
        private Optional<World> world = Optional.empty();

        private Builder() {}

        /**
         * Adds an address to listen on: {@code udp:127.0.0.1:5060}, {@code tcp:[::1]:5060}, {@code tls:127.0.0.1:5061}, {@code ws:127.0.0.1:8080},
         * {@code wss:127.0.0.1:8443}; port 0 takes any free one. At least one is needed; {@code tls} and {@code wss} need {@link #tls} too.
         *
         * @throws IllegalArgumentException when it cannot be read; the message says how to write it
         */
        public Builder listen(String address) {
            draft.listen.add(ListenPoint.parse(Objects.requireNonNull(address, "address"), SIP_PORT));
            return this;
        }

        /** Who the PBX is on secure connections: the certificate has to be for the domain that telephones register at (RFC 5922). */
        public Builder tls(TlsIdentity identity) {
            draft.streams = draft.streams.withIdentity(Objects.requireNonNull(identity, "identity"));
            return this;
        }

        /** At which path, and from the pages of which sites, telephones may connect over WebSocket; at any and from all by default (RFC 7118). */
        public Builder webSocket(WebSocketSettings settings) {
            draft.streams = draft.streams.withWebSocket(Objects.requireNonNull(settings, "settings"));
            return this;
        }

        /** Takes secure connections only from telephones that show a certificate of these anchors, beside their password. */
        public Builder tlsClients(TlsTrust trust) {
            return tlsClients(trust, ClientProof.REQUIRED);
        }

        /** Whether secure connections are asked for a certificate, beside the password, and whose certificates are believed. */
        public Builder tlsClients(TlsTrust trust, ClientProof proof) {
            draft.streams = draft.streams
                    .withTrust(Objects.requireNonNull(trust, "trust"))
                    .withClientProof(Objects.requireNonNull(proof, "proof"));
            return this;
        }

        /**
         * Adds an extension.
         *
         * @param number what others dial: letters, digits and {@code - _ . + * #}
         * @param secret what its telephones log in with; there is no default
         */
        public Builder extension(String number, String secret) {
            Objects.requireNonNull(number, "number");
            Objects.requireNonNull(secret, "secret");
            return add(new Extension(number, secret));
        }

        /**
         * Adds an extension of whose password only the hash is known, {@link Secret#ofHash}: made for the {@link #realm} of this PBX, and one for each of the {@link #algorithms},
         * or its telephones can log in with some of them alone (RFC 7616 §3.4.2).
         */
        public Builder extension(String number, Secret secret) {
            Objects.requireNonNull(number, "number");
            Objects.requireNonNull(secret, "secret");
            return add(new Extension(number, secret));
        }

        private Builder add(Extension extension) {
            draft.add(extension);
            return this;
        }

        /** Asks this for all users that are no {@link #extension}, and keeps what it finds for a minute. */
        public Builder users(UserDirectory directory) {
            return users(directory, Duration.ofMinutes(1));
        }

        /**
         * Asks this for all users that are no {@link #extension}.
         *
         * @param keep how long what it has found lets a user in without another look-up; zero to ask each time, a day at most. {@link PbxExtensions#remove} ends it at once.
         * @throws IllegalArgumentException when {@code keep} is negative or more than a day
         */
        public Builder users(UserDirectory directory, Duration keep) {
            Objects.requireNonNull(directory, "directory");
            if (Objects.requireNonNull(keep, "keep").isNegative() || keep.compareTo(Duration.ofDays(1)) > 0) {
                throw new IllegalArgumentException("Users are kept for 0 to 1 day, but not " + Sentences.time(keep));
            }
            draft.users = Optional.of(directory);
            draft.keepUsers = keep;
            return this;
        }

        /**
         * Who hears what happens, from the first registration on; each listener on a lane of its own, one event after the other, in order. It may block, and may call the PBX. One
         * that falls 10,000 events behind misses some, and is told how many: {@link PbxEvent.Missed}. May be called more than once.
         */
        public Builder onEvent(Consumer<PbxEvent> listener) {
            draft.listeners.add(Objects.requireNonNull(listener, "listener"));
            return this;
        }

        /** Who decides where calls go; without one they go to the extension that was dialled. */
        public Builder dialPlan(DialPlan plan) {
            draft.dialPlan = Optional.of(Objects.requireNonNull(plan, "plan"));
            return this;
        }

        /**
         * Adds a trunk: it registers, takes calls, is counted and watched, as it says itself. The dial plan sends calls out over this very object.
         *
         * @throws IllegalArgumentException when there is one of that name already, or when it is to register and has neither login nor user
         */
        public Builder trunk(Trunk trunk) {
            draft.add(trunk);
            return this;
        }

        /**
         * Lets every extension take a call that rings at another: who dials {@code **858}, where {@code **} is this prefix, is connected with the first who waits at 858; 480 when
         * nobody does. Without this nobody may. The dial plan is not asked.
         *
         * @throws IllegalArgumentException when a number cannot begin so
         */
        public Builder pickup(String prefix) {
            CallTarget.extension(Objects.requireNonNull(prefix, "prefix"));
            draft.pickup = Optional.of(prefix);
            return this;
        }

        /**
         * The ports that audio is relayed on; 20000 to 30000 by default, four for each call: two even ports and the ones after them.
         *
         * @throws IllegalArgumentException when there is no room for one call, or a port is none of 1024 to 65535
         */
        public Builder rtpPorts(int min, int max) {
            var range = PortRange.of(min, max);
            if (max - (min + (min & 1)) < PORTS_OF_CALL - 1) {
                throw new IllegalArgumentException(
                        "A call takes four ports, two even ones and the ones after them, and " + min + " to " + max
                                + " has no room for one; write for example 20000 to 30000");
            }
            draft.rtpPorts = range;
            return this;
        }

        /** The country whose ringing tone who is transferred hears while a telephone rings; that of ITU-T E.180 by default. Who takes none of PCMU, PCMA and G722 hears nothing. */
        public Builder tones(ToneCountry country) {
            draft.tones = Objects.requireNonNull(country, "country");
            return this;
        }

        /** The realm of the digest, shown to users by some telephones. */
        public Builder realm(String name) {
            draft.realm = clean("realm", name);
            return this;
        }

        /** The digest algorithms offered, the preferred first; SHA-256, then MD5 by default. Some telephones know MD5 alone and fail on a second challenge. */
        public Builder algorithms(DigestAlgorithm... offered) {
            draft.algorithms = List.of(offered);
            if (draft.algorithms.isEmpty()) {
                throw new IllegalArgumentException(
                        "At least one digest algorithm is needed; an open PBX is abused within hours");
            }
            return this;
        }

        /**
         * Does not prove to telephones, in the 2xx to what they log in for, that it knows their secret too (RFC 7616 §3.5), nor gives them a new nonce when the one they use gets
         * old. By default it does, for two hashes a request.
         */
        public Builder withoutAuthenticationInfo() {
            draft.authenticationInfo = false;
            return this;
        }

        /**
         * Lets no telephone know which others ring or are in a call. By default each that has logged in may subscribe to the event package {@code dialog} of any extension (RFC
         * 4235), for the lamps beside its keys: it hears that the extension is idle, rings or is busy, and not with whom.
         */
        public Builder withoutBusyLamps() {
            draft.busyLamps = false;
            return this;
        }

        /** Who hears, on a lane of its own, how good telephones say their calls were (PUBLISH, RFC 6035); without one they are refused. Telephones wait while 1,000 reports do. */
        public Builder onQualityReport(Consumer<PbxQualityReport> listener) {
            draft.qualityReports = Optional.of(Objects.requireNonNull(listener, "listener"));
            return this;
        }

        /** Session-ID is not passed between telephones (RFC 7989): each sees one leg alone, whoever compares what they have seen. */
        public Builder withoutSessionId() {
            draft.sessionId = false;
            return this;
        }

        /** How many calls there may be at once; more get 503. 1,000 by default. */
        public Builder maxCalls(int count) {
            if (count < 1) {
                throw new IllegalArgumentException("A PBX must allow one call at least, but is told " + count);
            }
            draft.maxCalls = count;
            return this;
        }

        /** Between which codecs it translates where two telephones have none in common, and how many calls; {@link TranscodingSettings#DEFAULT} without this. */
        public Builder transcoding(TranscodingSettings settings) {
            draft.transcoding = Objects.requireNonNull(settings, "settings");
            return this;
        }

        /**
         * What a transfer that it carries out is accepted with: 202, the default, which every telephone knows, or 200 as RFC 6665 §8.3.1 has it.
         *
         * @throws IllegalArgumentException for any other status
         */
        public Builder referAnswer(int status) {
            if (status != 200 && status != 202) {
                throw new IllegalArgumentException("A REFER is accepted with 202 or 200, but not with " + status);
            }
            draft.referAnswer = status;
            return this;
        }

        /**
         * How often telephones that register with {@code outbound} have to be heard; {@link FlowTimers#DEFAULT} without this. One that falls silent is not called over that flow
         * any more until it registers again (RFC 5626 §5.4).
         */
        public Builder flowTimers(FlowTimers times) {
            draft.flowTimers = Objects.requireNonNull(times, "times");
            return this;
        }

        /** The text of Server and User-Agent. */
        public Builder product(String text) {
            draft.product = clean("product", text);
            return this;
        }

        /**
         * How long {@link Pbx#close} waits for telephones to answer the last BYEs before it closes all the same; 4 s by default.
         *
         * @throws IllegalArgumentException when it is negative or more than a day
         */
        public Builder closePatience(Duration time) {
            if (Objects.requireNonNull(time, "time").isNegative() || time.compareTo(Duration.ofDays(1)) > 0) {
                throw new IllegalArgumentException(
                        "The patience to close with is 0 to 1 day, but not " + Sentences.time(time));
            }
            draft.closePatience = time;
            return this;
        }

        /** The timers of SIP, for tests and unusual networks. */
        public Builder timers(TimerValues values) {
            draft.timers = Objects.requireNonNull(values, "values");
            return this;
        }

        /** Gets everything that goes over the wire. */
        public Builder trace(TraceSink sink) {
            draft.trace = Objects.requireNonNull(sink, "sink");
            return this;
        }

        /** Takes DTLS, for keys of telephones, from there instead of the add-on {@code switchhook-media-dtls}. */
        public Builder dtls(DtlsProvider provider) {
            draft.dtls = Optional.of(provider);
            return this;
        }

        /** Runs in this world, a simulated one for tests, which is not closed with the PBX. */
        public Builder world(World given) {
            world = Optional.of(Objects.requireNonNull(given, "given"));
            return this;
        }

        /**
         * Opens the ports and runs.
         *
         * @throws UncheckedIOException when a port cannot be had; nothing stays open then
         * @throws IllegalArgumentException when there is nowhere to listen
         */
        public Pbx start() {
            if (draft.listen.isEmpty()) {
                throw new IllegalArgumentException(
                        "A PBX needs an address to listen on, for example udp:127.0.0.1:5060");
            }
            var settings = draft.settings();
            var own = world.isPresent() ? Optional.<RealWorld>empty() : Optional.of(RealWorld.open());
            try {
                return new Pbx(world.orElseGet(own::orElseThrow), own, settings);
            } catch (IOException e) {
                own.ifPresent(RealWorld::close);
                throw new UncheckedIOException("The PBX cannot listen: " + e.getMessage(), e);
            } catch (RuntimeException e) {
                own.ifPresent(RealWorld::close);
                throw e;
            }
        }

        private static String clean(String what, String text) {
            if (Objects.requireNonNull(text, what).isEmpty() || !Printable.isClean(text)) {
                throw new IllegalArgumentException("The " + what
                        + " must be a text without line ends and other control characters, but is \""
                        + Printable.escape(text) + "\"");
            }
            return text;
        }
    }
}

package io.switchhook.pbx;

import io.switchhook.base.loop.Alarm;
import io.switchhook.base.loop.Loop;
import io.switchhook.base.world.World;
import io.switchhook.media.tone.CallProgressTone;
import io.switchhook.sip.core.dialog.DialogId;
import io.switchhook.sip.core.registrar.Binding;
import io.switchhook.sip.core.transaction.ServerTransaction;
import io.switchhook.sip.core.usage.CallerPrivacy;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.body.AcceptedBodies;
import io.switchhook.sip.message.header.PPreferredIdentityHeader;
import io.switchhook.sip.message.header.ServerHeader;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.sip.message.header.TargetDialogHeader;
import io.switchhook.sip.message.uri.SipUri;
import io.switchhook.sip.message.uri.Uri;
import io.switchhook.stack.CallHost;
import io.switchhook.stack.Capabilities;
import io.switchhook.stack.SipStack;
import io.switchhook.stack.StackConfig;
import io.switchhook.stack.StackLoad;
import io.switchhook.stack.StackUser;
import io.switchhook.stack.flow.Flow;
import io.switchhook.stack.media.MediaEngine;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.ObjLongConsumer;

/** The PBX on its signalling loop: who may come in, who can be reached where, and the calls between them. */
final class PbxEngine implements StackUser {
    /** How often a closing PBX looks whether its last calls have gone. */
    private static final Duration CLOSING_STEP = Duration.ofMillis(50);

    private final World world;
    private final PbxSettings settings;
    private final SipStack stack;
    private final MediaEngine media;
    private final PbxMessages messages = new PbxMessages(this);
    private final PbxEventPackages packages;
    private final NewCalls calls = new NewCalls(this);
    private final PbxControl control = new PbxControl(this);
    private final PbxEvents events;
    private final CalledLegs called;
    private final Extensions extensions;
    private final Optional<DirectoryDesk> directory;
    private final Registrations registrations;
    private final NumberPlan numbers;
    private final Trunks trunks;
    private final Doorkeeper door;
    private final TranscodingDesk transcoding;
    private final Set<Bridge> bridges = new LinkedHashSet<>();
    private final Replacing replacing = new Replacing(bridges);
    private final AtomicBoolean closeAsked = new AtomicBoolean();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private final Alarm closingAlarm;
    private boolean closing;
    private long closeByNanos;

    PbxEngine(World world, PbxSettings settings) throws IOException {
        this.world = world;
        this.settings = settings;
        this.events = new PbxEvents(world, settings.listeners());
        var config = StackConfig.listeningOn(settings.listen())
                .withStreams(settings.streams())
                .withProduct(settings.product())
                .withTimers(settings.timers())
                .withTrace(settings.trace());
        this.stack = SipStack.open(world, config, this);
        this.trunks = new Trunks(this, settings.trunks());
        this.called = new CalledLegs(stack, trunks, world.randomness());
        this.closingAlarm = loop().alarm(this::closeWhenIdle);
        this.extensions = new Extensions(settings.extensions().values(), settings.keepUsers(), () -> loop().nowNanos());
        this.directory = DirectoryDesk.of(
                world, loop(), settings, (number, why) -> events.tell(new PbxEvent.DirectoryFailed(number, why)));
        this.numbers = new NumberPlan(extensions::has);
        this.registrations = new Registrations(this, stack.flowPromises(settings.flowTimers()), world.randomness());
        extensions.registered(registrations::has);
        this.door = new Doorkeeper(this, settings, extensions, world.randomness());
        this.transcoding = new TranscodingDesk(
                new Transcoding(settings.transcoding().codecs()),
                settings.transcoding().maxCalls());
        this.media = new MediaEngine(
                world,
                settings.rtpPorts().avoiding(stack.listenPoints()),
                settings.formats(),
                settings.trace(),
                settings.dtls());
        if (stack.listenPoints().stream().anyMatch(point -> point.transport().webSocket())) {
            media.prepareDtls();
        }
        stack.allow(SipMethod.MESSAGE);
        this.packages = new PbxEventPackages(this, settings.busyLamps());
        stack.serveEvents(packages);
        stack.announceEvents(packages.names(), false);
        stack.start();
        loop().post(() -> trunks.start(loop().nowNanos()));
    }

    PbxSettings settings() {
        return settings;
    }

    MediaEngine media() {
        return media;
    }

    TranscodingDesk transcoding() {
        return transcoding;
    }

    /** Without the alarms of what is registered, as that of a stack is without those of its connections. */
    StackLoad load() {
        var load = stack.load();
        return new StackLoad(
                load.clientTransactions(),
                load.serverTransactions(),
                load.dialogs(),
                load.armedAlarms() - registrations.armedAlarms() - trunks.armedAlarms());
    }

    SipStack stack() {
        return stack;
    }

    Loop loop() {
        return stack.loop();
    }

    PbxControl control() {
        return control;
    }

    World world() {
        return world;
    }

    PbxEvents events() {
        return events;
    }

    Extensions extensions() {
        return extensions;
    }

    Registrations registrations() {
        return registrations;
    }

    /** The calls that stand or are set up. */
    Collection<Bridge> bridges() {
        return bridges;
    }

    /** Where the program keeps its users; empty when it has named all of them. */
    Optional<DirectoryDesk> directory() {
        return directory;
    }

    /** The program's user database has answered. */
    void onLookedUp(String number, DirectoryDesk.Answer answer) {
        if (answer instanceof DirectoryDesk.Answer.Found found) {
            extensions.learn(number, found.secret());
        } else if (answer instanceof DirectoryDesk.Answer.Nobody) {
            extensions.unlearn(number);
        }
    }

    /**
     * Finds out whether there is somebody of that name, where only the database can say: at once, or later.
     *
     * @param then gets what the database said; empty when it was not to be asked
     */
    void whenKnown(SipUri place, ObjLongConsumer<Optional<DirectoryDesk.Answer>> then, long nowNanos) {
        var asked = place.gruu()
                ? Optional.<String>empty()
                : numbers.numberIn(place).filter(Extension::isNumber).filter(number -> !extensions.has(number));
        if (directory.isEmpty() || asked.isEmpty()) {
            then.accept(Optional.empty(), nowNanos);
            return;
        }
        directory
                .get()
                .ask(
                        asked.get(),
                        (answer, now) -> {
                            onLookedUp(asked.get(), answer);
                            then.accept(Optional.of(answer), now);
                        },
                        nowNanos);
    }

    NumberPlan numbers() {
        return numbers;
    }

    BusyLamps lamps() {
        return packages.lamps();
    }

    PbxEventPackages packages() {
        return packages;
    }

    /** Nothing new is begun any more. */
    boolean isClosing() {
        return closing;
    }

    Trunks trunks() {
        return trunks;
    }

    Doorkeeper door() {
        return door;
    }

    /** A host for what a telephone opens by this request, and what follows over the flow that it came by. */
    CallHost accept(String number, SipRequest request, Flow from) {
        var host = stack.accept(CalledLegs.identity(number, Optional.empty(), from), from);
        host.answerOverFlow();
        host.nameCall(request.callId());
        return host;
    }

    Replacing replacing() {
        return replacing;
    }

    /** Whom a URI means: all telephones of an extension, or by a GRUU one alone (RFC 5627 §6.1); empty when there is nobody of that name: 404. */
    Optional<Destination> destination(SipUri uri, long nowNanos) {
        if (!uri.gruu()) {
            return numbers.numberIn(uri)
                    .filter(numbers::hasExtension)
                    .map(number -> Destination.all(number, registrations.bindingsOf(number, nowNanos)));
        }
        return registrations
                .gruuTarget(uri, nowNanos)
                .filter(target -> numbers.hasExtension(target.user()))
                .map(target -> Destination.one(target.user(), target.bindings()));
    }

    /** What a REFER is accepted with. */
    CallProgressTone ringingTone() {
        return settings.tones().ringback();
    }

    int referAnswer() {
        return settings.referAnswer();
    }

    void note(CallHost host, String text) {
        host.note(text);
    }

    // --- requests from telephones ---------------------------------------------------------------------------------

    @Override
    public void onInvite(ServerTransaction transaction, SipRequest invite, Flow from, long nowNanos) {
        if (closing) {
            answer(transaction, 503, "Service Unavailable", nowNanos);
            return;
        }
        var trunk = trunks.from(invite, from);
        if (trunk.isPresent()) {
            calls.connectFrom(trunk.get(), transaction, invite, from, nowNanos);
            return;
        }
        door.identify(
                transaction,
                invite,
                callerOf(invite),
                from.remote().getAddress(),
                nowNanos,
                (who, now) -> calls.connect(who.transaction(), invite, who.number(), from, now));
    }

    @Override
    public void onCancel(ServerTransaction invite, long nowNanos) {
        door.onCancel(invite, nowNanos);
    }

    /** Who says to call: the From, or what a caller who is not to be known tells us alone (RFC 3325 §6); else whoever has the secret. */
    private static Optional<Uri> callerOf(SipRequest invite) {
        var from = invite.from().address();
        return CallerPrivacy.isAnonymous(from)
                ? invite.firstReadable(PPreferredIdentityHeader.TYPE)
                        .map(preferred -> preferred.address().uri())
                : Optional.of(from.uri());
    }

    @Override
    public boolean onRequest(ServerTransaction transaction, SipRequest request, Flow from, long nowNanos) {
        if (request.method().equals(SipMethod.REFER)) {
            return onReferOutside(transaction, request, from, nowNanos);
        }
        if (request.method().equals(SipMethod.MESSAGE)) {
            onMessage(transaction, request, from, nowNanos);
            return true;
        }
        if (request.method().equals(SipMethod.OPTIONS)) {
            onOptions(transaction, request, from, nowNanos);
            return true;
        }
        if (!request.method().equals(SipMethod.REGISTER)) {
            return false;
        }
        door.identify(
                transaction,
                request,
                Optional.of(request.to().address().uri()),
                from.remote().getAddress(),
                nowNanos,
                (who, now) -> register(who.transaction(), request, who.number(), from, now));
        return true;
    }

    /** RFC 3261 §11.2: as an INVITE would be answered. Without a user it is the PBX itself that is asked. */
    private void onOptions(ServerTransaction transaction, SipRequest options, Flow from, long nowNanos) {
        if (!closing
                && ((options.uri() instanceof SipUri uri && uri.user().isEmpty())
                        || trunks.from(options, from).isPresent())) {
            stack.respond(transaction, capabilities().describe(options, stack.answering(options, 200, "OK")), nowNanos);
        } else if (bridges.size() >= settings.maxCalls()) {
            answer(transaction, 503, "Service Unavailable", nowNanos);
        } else {
            onMessage(transaction, options, from, nowNanos);
        }
    }

    Capabilities capabilities() {
        return new Capabilities(
                AcceptedBodies.of("application/sdp", "text/plain"), PbxLeg.OPTIONS.optionTags(), Optional.empty());
    }

    private void onMessage(ServerTransaction transaction, SipRequest message, Flow from, long nowNanos) {
        if (closing) {
            answer(transaction, 503, "Service Unavailable", nowNanos);
            return;
        }
        var trunk = trunks.from(message, from);
        if (trunk.isPresent()) {
            messages.onMessageFrom(trunk.get(), transaction, message, nowNanos);
            return;
        }
        var name = message.from().address().displayName();
        boolean hidden = CallerPrivacy.isAskedFor(message);
        door.identify(
                transaction,
                message,
                callerOf(message),
                from.remote().getAddress(),
                nowNanos,
                (who, now) -> messages.onMessage(
                        who.transaction(),
                        message,
                        new Caller(who.number(), name, NewCalls.isSips(message), hidden, Hops.after(message)),
                        now));
    }

    /** RFC 5589 §6.1, RFC 4538 §4: obeyed when it names a call of the telephone that sends it. */
    private boolean onReferOutside(ServerTransaction transaction, SipRequest refer, Flow from, long nowNanos) {
        var named = refer.firstReadable(TargetDialogHeader.TYPE)
                .map(target -> new DialogId(target.callId(), target.localTag(), target.remoteTag()));
        var bridge = named.flatMap(id -> bridges.stream()
                .filter(candidate -> candidate.legOf(id).isPresent())
                .findFirst());
        if (bridge.isEmpty()) {
            return false;
        }
        var leg = bridge.get().legOf(named.get()).orElseThrow();
        door.identify(
                transaction,
                refer,
                Optional.of(refer.from().address().uri()),
                from.remote().getAddress(),
                nowNanos,
                (who, now) -> {
                    if (who.number().equals(leg.number())) {
                        var host = stack.accept(leg.host().identity(), from);
                        host.answerOverFlow();
                        host.nameCall(refer.callId());
                        host.belongTo(leg.host());
                        bridge.get().onRefer(leg, who.transaction(), Optional.of(host), now);
                    } else {
                        answer(transaction, 603, "Decline", now);
                    }
                });
        return true;
    }

    private void register(ServerTransaction transaction, SipRequest request, String number, Flow from, long nowNanos) {
        var outcome = registrations.register(number, request, from, nowNanos);
        var response = outcome.answer(request, nowNanos).set(ServerHeader.TYPE, new ServerHeader(settings.product()));
        registrations.promise(outcome, request, response, from, nowNanos);
        stack.respond(transaction, response, nowNanos);
    }

    @Override
    public void onFlowFailed(Flow flow, long nowNanos) {
        registrations.onFlowFailed(flow, nowNanos);
    }

    void answer(ServerTransaction transaction, int status, String reason, long nowNanos) {
        var request = transaction.request();
        stack.respond(transaction, stack.answering(request, status, reason), nowNanos);
    }

    // --- for calls ------------------------------------------------------------------------------------------------

    /** In whose name it calls, and what it says. */
    CalledLegs called() {
        return called;
    }

    /** Every REGISTER comes over one. */
    static Flow flowOf(Binding binding) {
        return (Flow) binding.flow().orElseThrow();
    }

    /** A leg is over; its host closes unless a transfer still reports over it, or a subscription is told its end. */
    void release(PbxLeg leg, Optional<BridgeTransfer> transfer) {
        if (transfer.filter(t -> t.holds(leg)).isEmpty() && !packages.holds(leg)) {
            leg.host().close();
        }
    }

    void onBridge(Bridge bridge) {
        bridges.add(bridge);
    }

    void onBridgeOver(Bridge bridge) {
        bridges.remove(bridge);
    }

    // --- the end --------------------------------------------------------------------------------------------------

    /**
     * Ends all calls and closes everything. From any thread, any number of times; completes when nothing is left, at
     * the latest after the patience of the settings.
     */
    CompletableFuture<Void> close() {
        if (closeAsked.compareAndSet(false, true) && !loop().post(this::beginClose)) {
            release();
        }
        return closed.copy();
    }

    private void beginClose() {
        closing = true;
        closeByNanos = loop().nowNanos() + settings.closePatience().toNanos();
        List.copyOf(bridges).forEach(bridge -> bridge.endBoth(loop().nowNanos()));
        door.close(loop().nowNanos());
        trunks.close(loop().nowNanos());
        packages.close(loop().nowNanos());
        registrations.close();
        closeWhenIdle();
    }

    /** Dialogs outlive their calls until the BYE is answered. */
    private void closeWhenIdle() {
        long now = loop().nowNanos();
        if (now >= closeByNanos
                || (bridges.isEmpty() && trunks.isClosed() && stack.load().dialogs() == 0)) {
            release();
        } else {
            closingAlarm.set(Math.min(closeByNanos, now + CLOSING_STEP.toNanos()));
        }
    }

    /** Closes ports and loops, on a thread that may wait for the loops. */
    private void release() {
        world.openLane("switchhook-close").submit(() -> {
            try {
                media.close();
                stack.close();
            } finally {
                closed.complete(null);
            }
        });
    }
}

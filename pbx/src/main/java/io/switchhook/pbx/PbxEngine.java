package io.switchhook.pbx;

import io.switchhook.base.loop.Alarm;
import io.switchhook.base.loop.Loop;
import io.switchhook.base.world.World;
import io.switchhook.pbx.internal.bridge.Bridges;
import io.switchhook.pbx.internal.bridge.CallRules;
import io.switchhook.pbx.internal.door.AnswerDesk;
import io.switchhook.pbx.internal.door.DirectoryDesk;
import io.switchhook.pbx.internal.door.Doorkeeper;
import io.switchhook.pbx.internal.door.Extensions;
import io.switchhook.pbx.internal.door.KnownUsers;
import io.switchhook.pbx.internal.event.BusyLamps;
import io.switchhook.pbx.internal.event.PbxEventPackages;
import io.switchhook.pbx.internal.event.QualityDesk;
import io.switchhook.pbx.internal.leg.PbxLeg;
import io.switchhook.pbx.internal.number.Caller;
import io.switchhook.pbx.internal.number.Hops;
import io.switchhook.pbx.internal.number.NumberPlan;
import io.switchhook.pbx.internal.relay.Transcoding;
import io.switchhook.pbx.internal.relay.TranscodingDesk;
import io.switchhook.pbx.internal.ring.CalledLegs;
import io.switchhook.pbx.internal.ring.Exchange;
import io.switchhook.sip.core.auth.AuthRole;
import io.switchhook.sip.core.auth.DigestDemand;
import io.switchhook.sip.core.dialog.DialogId;
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
import io.switchhook.stack.Capabilities;
import io.switchhook.stack.SipStack;
import io.switchhook.stack.StackConfig;
import io.switchhook.stack.StackLoad;
import io.switchhook.stack.StackUser;
import io.switchhook.stack.flow.Flow;
import io.switchhook.stack.media.MediaEngine;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/** The PBX on its signalling loop: who may come in, who can be reached where, and the calls between them. */
final class PbxEngine implements StackUser {
    /** How often a closing PBX looks whether its last calls have gone. */
    private static final Duration CLOSING_STEP = Duration.ofMillis(50);

    private final World world;
    private final PbxSettings settings;
    private final SipStack stack;
    private final MediaEngine media;
    private final AnswerDesk answers;
    private final PbxMessages messages;
    private final Mailboxes mailboxes;
    private final Conferences conferences;
    private final PbxEventPackages packages;
    private final NewCalls calls = new NewCalls(this);
    private final PbxControl control = new PbxControl(this);
    private final PbxEvents events;
    private final Exchange exchange;
    private final KnownUsers users;
    private final Registrations registrations;
    private final Trunks trunks;
    private final Doorkeeper door;
    private final TranscodingDesk transcoding;
    private final Bridges bridges;
    private final CallLogs logs;
    private final AtomicBoolean closeAsked = new AtomicBoolean();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private final Alarm closingAlarm;
    private long closeByNanos;

    PbxEngine(World world, PbxSettings settings) throws IOException {
        this.world = world;
        this.settings = settings;
        this.events = new PbxEvents(world, settings.listeners());
        this.stack = SipStack.open(world, configOf(settings), this);
        this.answers = new AnswerDesk(stack);
        this.trunks = new Trunks(this, settings.trunks());
        this.closingAlarm = loop().alarm(this::closeWhenIdle);
        var extensions = new Extensions(settings.extensions().values(), settings.keepUsers(), () -> loop().nowNanos());
        this.users = new KnownUsers(extensions, new NumberPlan(extensions::has), directoryDesk());
        this.registrations =
                new Registrations(this, users.numbers(), stack.flowPromises(settings.flowTimers()), world.randomness());
        extensions.registered(registrations::has);
        this.door = new Doorkeeper(
                stack,
                users,
                new DigestDemand(AuthRole.USER_AGENT, settings.realm(), settings.algorithms()),
                settings.authenticationInfo(),
                world.randomness());
        var lamps = new BusyLamps(answers, door, users.numbers());
        this.mailboxes = new Mailboxes(answers, door, users.numbers());
        this.conferences =
                new Conferences(answers, door, users.numbers(), () -> bridges().all());
        this.transcoding = new TranscodingDesk(
                new Transcoding(settings.transcoding().codecs()),
                settings.transcoding().maxCalls());
        this.media = new MediaEngine(
                world,
                settings.rtpPorts().avoiding(stack.listenPoints()),
                settings.formats(),
                settings.trace(),
                settings.dtls());
        this.exchange =
                new Exchange(loop(), users, registrations, new CalledLegs(stack, world.randomness()), media, lamps);
        this.bridges = new Bridges(
                exchange,
                new CallRules(
                        settings.sessionId(),
                        settings.referAnswer(),
                        settings.tones().ringback(),
                        capabilities()),
                conferences);
        this.logs = new CallLogs(world, loop(), events);
        this.messages = new PbxMessages(this);
        if (stack.listenPoints().stream().anyMatch(point -> point.transport().webSocket())) {
            media.prepareDtls();
        }
        stack.allow(SipMethod.MESSAGE);
        this.packages = new PbxEventPackages(
                settings.busyLamps()
                        ? List.of(lamps.desk(), mailboxes.desk(), conferences.desk())
                        : List.of(mailboxes.desk(), conferences.desk()),
                settings.qualityReports()
                        .map(listener ->
                                new QualityDesk(answers, door, world.randomness(), new QualityFeed(world, listener))));
        stack.serveEvents(packages);
        stack.announceEvents(packages.names(), packages.takesPublications());
        stack.start();
        loop().post(() -> trunks.start(loop().nowNanos()));
    }

    private static StackConfig configOf(PbxSettings settings) {
        return StackConfig.listeningOn(settings.listen())
                .withStreams(settings.streams())
                .withProduct(settings.product())
                .withTimers(settings.timers())
                .withTrace(settings.trace());
    }

    /** The look-up of users that are not known here; empty where no database is asked. */
    private Optional<DirectoryDesk> directoryDesk() {
        return settings.users()
                .map(directory -> new DirectoryDesk(
                        world,
                        loop(),
                        settings.realm(),
                        directory::find,
                        (number, why) -> events.tell(new PbxEvent.DirectoryFailed(number, why))));
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
        return users.extensions();
    }

    Registrations registrations() {
        return registrations;
    }

    /** The calls that stand or are set up. */
    Exchange exchange() {
        return exchange;
    }

    Bridges bridges() {
        return bridges;
    }

    CallLogs logs() {
        return logs;
    }

    KnownUsers users() {
        return users;
    }

    NumberPlan numbers() {
        return users.numbers();
    }

    Mailboxes mailboxes() {
        return mailboxes;
    }

    Conferences conferences() {
        return conferences;
    }

    PbxEventPackages packages() {
        return packages;
    }

    AnswerDesk answers() {
        return answers;
    }

    Trunks trunks() {
        return trunks;
    }

    // --- requests from telephones ---------------------------------------------------------------------------------

    @Override
    public void onInvite(ServerTransaction transaction, SipRequest invite, Flow from, long nowNanos) {
        if (answers.isClosing()) {
            answers.answer(transaction, 503, "Service Unavailable", nowNanos);
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
        if (!answers.isClosing()
                && ((options.uri() instanceof SipUri uri && uri.user().isEmpty())
                        || trunks.from(options, from).isPresent())) {
            stack.respond(transaction, capabilities().describe(options, stack.answering(options, 200, "OK")), nowNanos);
        } else if (bridges.size() >= settings.maxCalls()) {
            answers.answer(transaction, 503, "Service Unavailable", nowNanos);
        } else {
            onMessage(transaction, options, from, nowNanos);
        }
    }

    Capabilities capabilities() {
        return new Capabilities(
                AcceptedBodies.of("application/sdp", "text/plain"), PbxLeg.OPTIONS.optionTags(), Optional.empty());
    }

    private void onMessage(ServerTransaction transaction, SipRequest message, Flow from, long nowNanos) {
        if (answers.isClosing()) {
            answers.answer(transaction, 503, "Service Unavailable", nowNanos);
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
        var bridge = named.flatMap(bridges::with);
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
                        answers.answer(transaction, 603, "Decline", now);
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
        answers.close();
        closeByNanos = loop().nowNanos() + settings.closePatience().toNanos();
        bridges.endAll(loop().nowNanos());
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
                || (bridges.size() == 0 && trunks.isClosed() && stack.load().dialogs() == 0)) {
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

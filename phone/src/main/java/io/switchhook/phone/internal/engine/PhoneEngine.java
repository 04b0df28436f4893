package io.switchhook.phone.internal.engine;

import io.switchhook.base.loop.Alarm;
import io.switchhook.base.random.Randomness;
import io.switchhook.base.world.World;
import io.switchhook.phone.call.CallSettings;
import io.switchhook.phone.call.ComfortNoise;
import io.switchhook.phone.internal.call.CallPhone;
import io.switchhook.phone.internal.call.InfoDesk;
import io.switchhook.sdp.RtcpXrAttribute;
import io.switchhook.sdp.negotiation.KeyExchange;
import io.switchhook.sdp.negotiation.LocalMedia;
import io.switchhook.sdp.negotiation.LocalSession;
import io.switchhook.sdp.negotiation.MediaSecurity;
import io.switchhook.sip.core.dialog.DialogId;
import io.switchhook.sip.core.transaction.ServerTransaction;
import io.switchhook.sip.core.usage.RegistrationPace;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.sip.message.header.TargetDialogHeader;
import io.switchhook.sip.message.uri.Uri;
import io.switchhook.stack.SipStack;
import io.switchhook.stack.StackUser;
import io.switchhook.stack.flow.Flow;
import io.switchhook.stack.media.AudioSession;
import io.switchhook.stack.media.InstalledDtls;
import io.switchhook.stack.media.MediaEngine;
import io.switchhook.stack.media.MediaKeys;
import io.switchhook.stack.media.MediaLimits;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A phone on its signalling loop: its stack, its media, its lines, and its orderly end. */
public final class PhoneEngine implements StackUser, CallPhone {
    /** Anybody may call a phone, under any number of forged addresses: each call costs some kilobytes and rings for minutes. No one who answers has so many before him. */
    private static final int MOST_UNCONFIRMED = 256;

    private final World world;
    private final PhonePlan plan;
    private final PhoneFace face;
    private final SipStack stack;
    private final MediaEngine media;
    private final List<LineEngine> lines = new CopyOnWriteArrayList<>();
    private final InfoDesk info = new InfoDesk();
    private final AtomicBoolean closeAsked = new AtomicBoolean();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private final Alarm patience;
    private final WakeWatch wakeWatch;
    private final MessageDesk messages;
    private final OptionsDesk options;
    private final AtomicReference<@Nullable String> instance = new AtomicReference<>();
    private volatile boolean released;
    private boolean closing;
    private boolean linesClosed;
    private boolean over;

    public PhoneEngine(World world, PhonePlan plan, PhoneFace face) throws IOException {
        this.world = world;
        this.plan = plan;
        this.face = face;
        this.stack = SipStack.open(world, plan.stack(), this);
        try {
            this.media = new MediaEngine(
                    world, plan.rtpPorts().avoiding(stack.listenPoints()), plan.codecs(), plan.trace(), plan.dtls());
        } catch (RuntimeException e) {
            stack.close();
            throw e;
        }
        this.patience = stack.loop().alarm(this::closeNow);
        this.wakeWatch = new WakeWatch(world, stack.loop(), this::hasAnythingWithOthers, this::onWoken);
        stack.serveEvents(new PhoneEvents(this));
        this.messages = new MessageDesk(this);
        this.options = new OptionsDesk(this);
        stack.start();
    }

    /** A call, a registration or a subscription has begun. */
    void watchSleep() {
        wakeWatch.begin();
    }

    private boolean hasAnythingWithOthers() {
        return lines.stream().anyMatch(line -> line.hasAnythingWithOthers());
    }

    /** Registrars and peers are asked whether what we had with them still stands. */
    private void onWoken(long nowNanos) {
        if (!closing) {
            lines.forEach(line -> line.onWoken(nowNanos));
        }
    }

    /** A UUID of version 4: RFC 4122 §4.4. */
    private static String newInstance(Randomness random) {
        long high = random.nextLong() & ~0xf000L | 0x4000L;
        long low = random.nextLong() & 0x3fffffffffffffffL | 0x8000000000000000L;
        return "urn:uuid:" + new UUID(high, low);
    }

    public World world() {
        return world;
    }

    public SipStack stack() {
        return stack;
    }

    @Override
    public MediaEngine media() {
        return media;
    }

    PhoneFace face() {
        return face;
    }

    /** What the lines let others follow has changed. On the loop. */
    void announceEvents() {
        var packages = lines.stream()
                .flatMap(line -> line.events().packages())
                .distinct()
                .toList();
        stack.announceEvents(packages, false);
    }

    public void addLine(LineEngine line) {
        lines.add(line);
    }

    public MessageDesk messages() {
        return messages;
    }

    @Override
    public InfoDesk info() {
        return info;
    }

    OptionsDesk options() {
        return options;
    }

    /** The name of this device (RFC 5626 §4.1), where its program has not given another to an account. From any thread. */
    public String instance() {
        var known = instance.get();
        if (known != null) {
            return known;
        }
        var made = newInstance(world.randomness());
        return instance.compareAndSet(null, made) ? made : instance();
    }

    @Override
    public String newCallId() {
        return world.randomness().nextToken(24);
    }

    /**
     * Makes what calls with these settings need, on the thread of the user and not in the middle of a call.
     *
     * @throws IllegalArgumentException when they need DTLS and there is none
     */
    public void prepare(CallSettings settings) {
        if (needDtls(settings) && !media.ownDtls().isThere()) {
            throw new IllegalArgumentException(InstalledDtls.MISSING);
        }
    }

    /** Whether calls of ours need DTLS. */
    private static boolean needDtls(CallSettings settings) {
        return settings.security() != MediaSecurity.OFF && settings.keyExchange() != KeyExchange.SDES;
    }

    /**
     * What we bring to a call whose audio runs on this port. RTP/AVPF is answered when it is offered: our reports keep to what its §5 asks of those that know RTP/AVP alone, we
     * name no feedback messages in the answer, so that none may be sent, and ignore those that come (RFC 4585 §4.2, §5).
     */
    @Override
    public LocalSession localSession(AudioSession audio, CallSettings settings) {
        audio.sendComfortNoise(settings.comfortNoise() == ComfortNoise.SENT);
        var local = LocalMedia.audio(audio.rtp())
                .protocols("RTP/AVP", "RTP/AVPF")
                .formats(media.formats())
                .telephoneEvents(true)
                .comfortNoise(settings.comfortNoise() != ComfortNoise.OFF)
                .ptimeMillis(MediaLimits.PTIME_MILLIS);
        if (settings.qualityReports()) {
            local.attribute(RtcpXrAttribute.OF_CALL.attribute());
        }
        if (settings.security() != MediaSecurity.OFF) {
            local.security(settings.security(), MediaKeys.draw(world.randomness()));
        }
        if (needDtls(settings)) {
            local.keyExchange(settings.keyExchange(), media.ownDtls());
        }
        return LocalSession.of(world.randomness().nextLong() >>> 2, local.build());
    }

    @Override
    public void onInvite(ServerTransaction transaction, SipRequest invite, Flow from, long nowNanos) {
        var line = lineFor(invite, from);
        if (closing) {
            refuse(transaction, 480, "Temporarily Unavailable", nowNanos);
        } else if (line.isEmpty()) {
            refuse(transaction, 404, "Not Found", nowNanos);
        } else if (refusesUnwanted(transaction, invite, line, nowNanos)) {
            return;
        } else if (lines.stream().mapToLong(each -> each.unconfirmed()).sum() >= MOST_UNCONFIRMED) {
            refuse(transaction, 486, "Busy Here", nowNanos);
        } else {
            line.get().onInvite(transaction, from, nowNanos);
        }
    }

    /** The line that a request outside any dialog is meant for: by its Request-URI, else by its To. */
    Optional<LineEngine> lineFor(SipRequest request, Flow from) {
        var to = request.to().address().uri();
        return lineOf(request.uri(), to, from).or(() -> lineOf(to, to, from));
    }

    /** Accounts at several servers may have the same user, and then the same Contact: the domain that was called tells them apart, else the server that sends it. */
    private Optional<LineEngine> lineOf(Uri user, Uri called, Flow from) {
        var known = lines.stream().filter(line -> line.isFor(user)).toList();
        return known.stream()
                .filter(line -> line.isOfDomain(called))
                .findFirst()
                .or(() -> known.stream().filter(line -> line.isServer(from)).findFirst())
                .or(() -> known.stream().findFirst());
    }

    void refuse(ServerTransaction transaction, int status, String reason, long nowNanos) {
        var request = transaction.request();
        stack.respond(transaction, stack.answering(request, status, reason), nowNanos);
    }

    @Override
    public boolean onRequest(ServerTransaction transaction, SipRequest request, Flow from, long nowNanos) {
        if (request.method().equals(SipMethod.MESSAGE)) {
            onMessage(transaction, request, lineFor(request, from), nowNanos);
            return true;
        }
        if (request.method().equals(SipMethod.OPTIONS)) {
            var line = lineFor(request, from);
            if (!refusesUnwanted(transaction, request, line, nowNanos)) {
                options.onOptions(line, transaction, request, from, nowNanos);
            }
            return true;
        }
        if (request.method().equals(SipMethod.NOTIFY)) {
            lineFor(request, from)
                    .filter(line -> line.isServer(from))
                    .ifPresent(line -> line.events().onUnasked(request));
            return false;
        }
        if (!request.method().equals(SipMethod.REFER)) {
            return false;
        }
        // RFC 4538 §3: the tags stand there as we see them. §4: what does not match is ignored.
        return request.firstReadable(TargetDialogHeader.TYPE)
                .map(target -> new DialogId(target.callId(), target.localTag(), target.remoteTag()))
                .filter(named -> lines.stream().anyMatch(line -> line.onRefer(transaction, named, from, nowNanos)))
                .isPresent();
    }

    private void onMessage(
            ServerTransaction transaction, SipRequest message, Optional<LineEngine> line, long nowNanos) {
        if (line.isEmpty()) {
            refuse(transaction, 404, "Not Found", nowNanos);
        } else if (!refusesUnwanted(transaction, message, line, nowNanos)) {
            messages.onMessage(line.get(), Optional.empty(), transaction, message, nowNanos);
        }
    }

    /** RFC 3841 §6: 480, without a word about what would have been taken. */
    boolean refusesUnwanted(
            ServerTransaction transaction, SipRequest request, Optional<LineEngine> line, long nowNanos) {
        boolean unwanted = line.filter(meant -> meant.isUnwanted(request)).isPresent();
        if (unwanted) {
            refuse(transaction, 480, "Temporarily Unavailable", nowNanos);
        }
        return unwanted;
    }

    // --- the end --------------------------------------------------------------------------------------------------

    /** Whether somebody has closed the phone. From any thread. */
    public boolean isCloseAsked() {
        return closeAsked.get();
    }

    /** Whether the phone takes no new calls any more. On the loop. */
    @Override
    public boolean isClosing() {
        return closing;
    }

    /** Whether the loops are closed, or about to be: what they refuse is never done. From any thread. */
    public boolean isReleased() {
        return released;
    }

    /** Whether everything has ended, of its own or by force. On the loop. */
    boolean isOver() {
        return over;
    }

    /** Ends calls, gives registrations up, then closes everything. From any thread, any number of times; completes when nothing is left. */
    public CompletableFuture<Void> close() {
        if (closeAsked.compareAndSet(false, true) && !stack.loop().post(this::beginClose)) {
            release();
        }
        return closed.copy();
    }

    private void beginClose() {
        closing = true;
        long now = stack.loop().nowNanos();
        // Many lines cannot all unregister in the same moment.
        var more = RegistrationPace.DEFAULT.timeFor(lines.size());
        patience.set(now + plan.closePatience().plus(more).toNanos());
        lines.forEach(line -> {
            line.hangUpAll(now);
            line.events().leave(now);
        });
        onSomethingOver();
    }

    void onSomethingOver() {
        boolean busy = lines.stream()
                .anyMatch(line -> line.hasCalls() || !line.events().isIdle());
        if (!closing || busy || linesClosed) {
            return;
        }
        linesClosed = true;
        var open = new int[] {lines.size() + 1};
        Runnable oneLess = () -> {
            if (--open[0] == 0) {
                awaitLastAnswers();
            }
        };
        lines.forEach(line -> line.unregister(oneLess, stack.loop().nowNanos()));
        oneLess.run();
    }

    /** Lets the answers to our last BYEs come in, so that they are not met by a closed port; a moment, not the life of a transaction. */
    private void awaitLastAnswers() {
        if (!over) {
            boolean idle = stack.load().dialogs() == 0;
            patience.set(
                    stack.loop().nowNanos() + (idle ? 0 : plan.byePatience().toNanos()));
        }
    }

    private void closeNow() {
        over = true;
        wakeWatch.stop();
        linesClosed = true;
        lines.forEach(line -> line.close(stack.loop().nowNanos()));
        release();
    }

    /** Closes ports and loops, on a thread that may wait for the loops. */
    private void release() {
        released = true;
        world.openLane("switchhook-close").submit(() -> {
            try {
                face.endAll();
                media.close();
                stack.close();
            } finally {
                face.written().whenComplete((nothing, failure) -> closed.complete(null));
            }
        });
    }
}

package io.switchhook.services;

import io.switchhook.base.loop.Loop;
import io.switchhook.base.world.World;
import io.switchhook.pbx.ApplicationOutcome;
import io.switchhook.pbx.CallsOfRemoved;
import io.switchhook.pbx.Pbx;
import io.switchhook.phone.IncomingCall;
import io.switchhook.phone.PhoneConfig;
import io.switchhook.phone.PhoneLine;
import io.switchhook.phone.SipAccount;
import io.switchhook.phone.SoftPhone;
import io.switchhook.stack.StackLoad;
import io.switchhook.stack.flow.ListenPoint;
import io.switchhook.transport.RealWorld;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The services of one PBX, on a phone of their own in the same program.
 *
 * <pre>{@code
 * try (var pbx = Pbx.builder().listen("udp:192.168.115.100:5060").extension("858", "SECRET").start();
 *         var services = Services.of(pbx)) {
 *     services.open("700", service).join();
 * }
 * }</pre>
 *
 * <p>Any thread may call any method.
 */
public final class Services implements AutoCloseable {
    private static final int LEAST_RTP_PORT = 40_000;
    private static final int GREATEST_RTP_PORT = 49_999;
    private static final int UNAVAILABLE = 480;
    /** A disk that takes longer than that will not answer while somebody waits. */
    private static final Duration PATIENCE_WITH_SERVICES = RecordingDialogue.PATIENCE_WITH_FILES;

    private final Pbx pbx;
    private final World world;
    private final Optional<RealWorld> ownWorld;
    private final Loop loop;
    private final SoftPhone phone;
    private final Map<PhoneLine, Place> places = new ConcurrentHashMap<>();
    private volatile boolean closed;
    private final CompletableFuture<Void> done = new CompletableFuture<>();

    private record Place(String number, Service service) {}

    private Services(World world, Optional<RealWorld> ownWorld, Pbx pbx, PhoneConfig config) {
        this.pbx = Objects.requireNonNull(pbx, "pbx");
        this.world = Objects.requireNonNull(world, "world");
        this.ownWorld = ownWorld;
        this.phone = SoftPhone.create(world, config).onIncomingCall(this::serve);
        this.loop = world.openLoop("switchhook-services");
    }

    /**
     * Services on this machine, with audio on ports 40000 to 49999.
     *
     * @throws java.io.UncheckedIOException when no port for SIP can be had on the loopback
     */
    public static Services of(Pbx pbx) {
        return of(
                pbx,
                PhoneConfig.DEFAULT
                        .withListen(ListenPoint.parse("udp:127.0.0.1:0", 0))
                        .withRtpPorts(LEAST_RTP_PORT, GREATEST_RTP_PORT));
    }

    /**
     * As {@link #of(Pbx)}, on a phone with other ports, codecs or limits.
     *
     * @throws java.io.UncheckedIOException when a port of the settings cannot be had
     */
    public static Services of(Pbx pbx, PhoneConfig config) {
        var world = RealWorld.open();
        try {
            return new Services(world, Optional.of(world), pbx, config);
        } catch (RuntimeException e) {
            world.close();
            throw e;
        }
    }

    /** Services in a given world, that of a simulated PBX; that world is not closed with them. */
    public static Services of(World world, Pbx pbx, PhoneConfig config) {
        return new Services(world, Optional.empty(), pbx, config);
    }

    /**
     * Gives a service a number of the PBX, and registers there.
     *
     * @param number what is dialled to reach it, or what the dial plan names
     * @param service stands at one number only
     * @return fails with what {@link Service#open} throws, after which the number is nobody's again
     * @throws IllegalArgumentException when that can be no number of an extension
     */
    public CompletableFuture<ServiceOutcome> open(String number, Service service) {
        Objects.requireNonNull(service, "service");
        if (closed) {
            return CompletableFuture.completedFuture(new ServiceOutcome.NotPossible("The services are closed"));
        }
        return pbx.extensions()
                .addApplication(number)
                .thenCompose(outcome -> outcome instanceof ApplicationOutcome.Ready login
                        ? register(number, login, service)
                        : CompletableFuture.completedFuture(
                                new ServiceOutcome.NotPossible(((ApplicationOutcome.NotPossible) outcome).reason())));
    }

    private CompletableFuture<ServiceOutcome> register(String number, ApplicationOutcome.Ready login, Service service) {
        if (closed) {
            return taken(number, "The services are closed");
        }
        var line = phone.createLine(
                SipAccount.builder(login.address()).secret(login.secret()).build());
        try {
            service.open(new ServicePlace(number, pbx, phone, line, world, loop));
        } catch (RuntimeException e) {
            return taken(number, "The service could not be opened")
                    .thenCompose(nobody -> CompletableFuture.failedFuture(e));
        }
        places.put(line, new Place(number, service));
        if (closed) {
            // closeAsync may have looked for services before this one was there.
            return leave(line, "The services are closed");
        }
        return line.register()
                .thenCompose(registration -> registration.isRegistered()
                        ? CompletableFuture.completedFuture(new ServiceOutcome.Open(number))
                        : leave(line, "The service could not register: " + registration));
    }

    private CompletableFuture<ServiceOutcome> leave(PhoneLine line, String reason) {
        var place = places.remove(line);
        if (place == null) {
            return CompletableFuture.completedFuture(new ServiceOutcome.NotPossible(reason));
        }
        place.service().close();
        return taken(place.number(), reason);
    }

    /** The number is nobody's again. */
    private CompletableFuture<ServiceOutcome> taken(String number, String reason) {
        return pbx.extensions()
                .remove(number, CallsOfRemoved.END)
                .thenApply(removed -> new ServiceOutcome.NotPossible(reason));
    }

    private void serve(IncomingCall call) {
        var place = places.get(call.line());
        if (place == null) {
            call.reject(UNAVAILABLE);
        } else {
            place.service().serve(call);
        }
    }

    /** The numbers at which services answer, in no order. */
    public List<String> numbers() {
        return places.values().stream().map(Place::number).toList();
    }

    /** What the phone of the services holds now: all zero when calls and their last retransmissions are over. */
    public CompletableFuture<StackLoad> load() {
        return phone.load();
    }

    /** Starts to close, as {@link #close} does, without waiting; completes when nothing is left. May be called any number of times. */
    public CompletableFuture<Void> closeAsync() {
        if (begins()) {
            var all = places.values().stream().map(Place::service).toList();
            List.copyOf(places.keySet()).forEach(line -> leave(line, "The services are closed"));
            phone.closeAsync().thenCompose(nothing -> settled(all)).whenComplete((nothing, failure) -> {
                loop.close();
                ownWorld.ifPresent(RealWorld::close);
                done.complete(null);
            });
        }
        return done.copy();
    }

    private synchronized boolean begins() {
        boolean first = !closed;
        closed = true;
        return first;
    }

    /** What was being recorded when the calls ended gets its name; that a disk does not answer holds nobody up for good. */
    private CompletableFuture<Void> settled(List<Service> services) {
        var settled =
                CompletableFuture.allOf(services.stream().map(Service::settled).toArray(CompletableFuture[]::new));
        var lane = world.openLane("switchhook-services");
        loop.post(() -> loop.alarm(() -> lane.submit(() -> settled.complete(null)))
                .set(loop.nowNanos() + PATIENCE_WITH_SERVICES.toNanos()));
        return settled;
    }

    /**
     * Closes every service, ends its calls, waits until what they have recorded is kept, half a minute at most, and frees all ports and threads. In a simulated world {@link
     * #closeAsync} is called, and the simulation awaits its future.
     */
    @Override
    public void close() {
        closeAsync().join();
    }
}

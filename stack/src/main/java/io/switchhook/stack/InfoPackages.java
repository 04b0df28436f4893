package io.switchhook.stack;

import io.switchhook.sip.message.MessageBuilder;
import io.switchhook.sip.message.SipMessage;
import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.SipResponse;
import io.switchhook.sip.message.header.RecvInfoHeader;
import io.switchhook.sip.message.header.SipMethod;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Which Info Packages our side of a call takes, as Recv-Info says it with each INVITE and UPDATE of ours and with the answers to those of the peer that say it too (RFC
 * 6086 §5.2). What has changed is said with the next of them; what a refused request said was never said (§5.2.4). On the signalling loop.
 */
public final class InfoPackages {
    private Supplier<Optional<List<String>>> wish = Optional::empty;
    private Optional<List<String>> said = Optional.empty();
    /** What requests say that are not answered yet. */
    private final List<List<String>> offered = new ArrayList<>();

    InfoPackages() {}

    /**
     * From now on the call says that it takes these.
     *
     * @param packages asked for each message; an empty list says that none is taken, and without a list nothing is said any more
     */
    public void take(Supplier<Optional<List<String>>> packages) {
        wish = packages;
    }

    /** Whether the peer was told so, so that it may send an INFO of this package; also while a request that tells it waits for its answer. */
    public boolean isSaid(String name) {
        return said.filter(packages -> packages.contains(name)).isPresent()
                || offered.stream().anyMatch(packages -> packages.contains(name));
    }

    /** What the peer was told last, and has not refused. */
    public List<String> said() {
        return said.orElse(List.of());
    }

    /** Whether what is to be said is another than what the peer knows or is just being told. */
    public boolean isChanged() {
        var last = offered.isEmpty() ? said : Optional.of(offered.get(offered.size() - 1));
        return wish.get()
                .filter(packages -> !last.equals(Optional.of(packages)))
                .isPresent();
    }

    /** RFC 6086 §5.2.3, §7.1: every INVITE says it, an empty list too; an UPDATE may. */
    void addTo(SipRequest.Builder request, SipMethod method) {
        if (carriesIt(method)) {
            wish.get().ifPresent(packages -> {
                write(request, packages);
                offered.add(packages);
            });
        }
    }

    /** Our request has its final answer; {@code accepted} when that is a 2xx. */
    void onAnswered(SipRequest request, boolean accepted) {
        if (carriesIt(request.method()) && !offered.isEmpty()) {
            var packages = in(request);
            boolean open = packages.filter(offered::remove).isPresent();
            if (open && accepted) {
                said = packages;
            }
        }
    }

    /** RFC 6086 §5.2.3: the answers to a request that says it, and no others. */
    void answer(SipRequest request, int status, SipResponse.Builder response) {
        boolean fits = request.method().equals(SipMethod.INVITE)
                ? status > 100 && status < 300
                : request.method().equals(SipMethod.UPDATE) && status / 100 == 2;
        if (fits && request.has(RecvInfoHeader.TYPE)) {
            wish.get().ifPresent(packages -> {
                write(response, packages);
                said = Optional.of(packages);
            });
        }
    }

    private static boolean carriesIt(SipMethod method) {
        return method.equals(SipMethod.INVITE) || method.equals(SipMethod.UPDATE);
    }

    /** The packages that a message names in Recv-Info; empty when it says nothing of them. */
    public static Optional<List<String>> in(SipMessage message) {
        return message.has(RecvInfoHeader.TYPE)
                ? Optional.of(message.allReadable(RecvInfoHeader.TYPE).stream()
                        .map(RecvInfoHeader::name)
                        .toList())
                : Optional.empty();
    }

    /** Writes Recv-Info, in the place of one that is there. */
    public static void write(MessageBuilder<?> message, List<String> packages) {
        message.removeAll("Recv-Info");
        message.header("Recv-Info", String.join(", ", packages));
    }
}

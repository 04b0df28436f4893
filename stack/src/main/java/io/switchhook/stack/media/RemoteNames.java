package io.switchhook.stack.media;

import io.switchhook.base.dns.DnsAnswer;
import io.switchhook.base.dns.DnsRecord;
import io.switchhook.base.dns.DnsType;
import io.switchhook.base.text.Printable;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Looks up the host names that the description of one peer gives for its media (RFC 8866 §5.7). What a name stood for holds while it is asked for again, and when DNS has
 * nothing to say any more: audio that flows is not interrupted for that. On the media loop.
 */
final class RemoteNames {
    /** RFC 8866 §9; underscores are no part of it, but of names that are there. */
    private static final Pattern HOST_NAME = Pattern.compile("[A-Za-z0-9_.-]{1,253}");

    private final MediaEngine engine;
    private final Consumer<String> trouble;
    private final Map<String, InetAddress> known = new HashMap<>();
    /** Which description was the last; answers to questions of others come too late. */
    private long latest;

    /** @param trouble told a sentence when media cannot be sent since a name leads nowhere */
    RemoteNames(MediaEngine engine, Consumer<String> trouble) {
        this.engine = engine;
        this.trouble = trouble;
    }

    /** The address as it can be sent to now; empty while its name is not known. */
    Optional<InetSocketAddress> known(Optional<InetSocketAddress> said) {
        if (said.isEmpty() || !said.get().isUnresolved()) {
            return said;
        }
        return Optional.ofNullable(known.get(nameOf(said.get())))
                .map(ip -> new InetSocketAddress(ip, said.get().getPort()));
    }

    /**
     * A new description: asks for its names. Names of earlier ones are forgotten.
     *
     * @param local the address that we send from, which decides whether IPv4 or IPv6 addresses are asked for
     * @param changed told when a name leads somewhere, and not where it led before
     */
    void ask(List<Optional<InetSocketAddress>> said, InetAddress local, Runnable changed) {
        latest++;
        var names = new LinkedHashSet<String>(2);
        for (var address : said) {
            if (address.isPresent() && address.get().isUnresolved()) {
                names.add(nameOf(address.get()));
            }
        }
        known.keySet().retainAll(names);
        var type = local instanceof Inet6Address ? DnsType.AAAA : DnsType.A;
        names.forEach(name -> ask(name, type, changed));
    }

    private void ask(String name, DnsType type, Runnable changed) {
        if (!HOST_NAME.matcher(name).matches()) {
            onNowhere(name, name + " is no host name");
            return;
        }
        long mine = latest;
        engine.world().network().dns().lookup(engine.loop(), name, type, answer -> {
            if (latest == mine) {
                onAnswer(name, type, answer, changed);
            }
        });
    }

    /** Answers that are still to come do not count. */
    void stop() {
        latest++;
    }

    private void onAnswer(String name, DnsType type, DnsAnswer answer, Runnable changed) {
        if (answer instanceof DnsAnswer.Failed failed) {
            onNowhere(name, "DNS did not answer for " + name + " (" + failed.reason() + ")");
            return;
        }
        var ip = answer instanceof DnsAnswer.Found records ? addressIn(records) : Optional.<InetAddress>empty();
        ip.ifPresentOrElse(
                found -> learn(name, found, changed),
                () -> onNowhere(
                        name, "DNS knows no IPv" + (type == DnsType.AAAA ? 6 : 4) + " address of the host " + name));
    }

    private void learn(String name, InetAddress ip, Runnable changed) {
        if (!ip.equals(known.put(name, ip))) {
            changed.run();
        }
    }

    /** As with a literal, one peer is at neither the unspecified address nor a group. */
    private static Optional<InetAddress> addressIn(DnsAnswer.Found found) {
        return found.records().stream()
                .filter(DnsRecord.Address.class::isInstance)
                .map(each -> ((DnsRecord.Address) each).address())
                .filter(ip -> !ip.isAnyLocalAddress() && !ip.isMulticastAddress())
                .findFirst();
    }

    private void onNowhere(String name, String why) {
        if (!known.containsKey(name)) {
            trouble.accept(Printable.escape(why
                    + ", where the other side wants its media; nothing is sent there until something comes from it."));
        }
    }

    private static String nameOf(InetSocketAddress said) {
        var name = said.getHostString().toLowerCase(Locale.ROOT);
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }
}

package io.switchhook.cli.option;

import io.switchhook.base.net.TlsTrust;
import io.switchhook.cli.console.CommandEnd;
import io.switchhook.cli.console.Declared;
import io.switchhook.ice.IceServer;
import io.switchhook.ice.IceSettings;
import io.switchhook.phone.call.CallSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Optional;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;

/** How audio goes through NATs. */
final class IceOptions {
    private static final Pattern STUN = Pattern.compile("stuns?:(?!\\d+$)", Pattern.CASE_INSENSITIVE);
    private static final Pattern TURN = Pattern.compile("(?:(turns?):)?(\\S+)@([^@\\s]+)", Pattern.CASE_INSENSITIVE);

    private final Declared<Boolean> ice = Declared.flag(
            "--ice",
            "Find the path of audio by ICE, with those who can too. Named servers of STUN or TURN mean the same.");

    private final Declared<String> stunServers = Declared.texts(
            "--stun-server",
            "HOST[:PORT]",
            "Ask that STUN server where we are seen. Default: the port that DNS knows, or 3478.");

    private final Declared<String> turnServer = Declared.text(
            "--turn-server",
            "[turn:|turns:]USER@HOST[:PORT][?transport=tcp]",
            "Have that TURN server relay where there is no other way; its password is in --turn-secret-file. turns: asks it by TLS, "
                    + "?transport=tcp by TCP, for networks that let no UDP out. Default port: the one that DNS knows, or 3478, by TLS 5349.");

    private final Declared<Path> turnSecretFile =
            Declared.file("--turn-secret-file", "FILE", "A file whose first line is the password of --turn-server.");

    void addTo(CommandSpec command) {
        Declared.addAll(command, ice, stunServers, turnServer, turnSecretFile);
    }

    /**
     * The settings with ICE, if it is asked for.
     *
     * @param trust whom to believe to be a TURN server that is asked by TLS
     */
    CallSettings applyTo(CallSettings settings, TlsTrust trust) throws CommandEnd {
        var servers = new ArrayList<IceServer>();
        for (var text : stunServers.values()) {
            servers.add(stun(text.strip()));
        }
        turn().ifPresent(server -> servers.add(server.withTrust(trust)));
        boolean wanted = ice.value().orElse(false) || !servers.isEmpty();
        if (servers.size() > 8) {
            throw CommandEnd.usage("--stun-server: up to 8 servers can be asked");
        }
        return wanted ? settings.withIce(IceSettings.of(servers.toArray(IceServer[]::new))) : settings;
    }

    private static IceServer stun(String text) throws CommandEnd {
        if (text.indexOf('@') >= 0) {
            throw CommandEnd.usage("--stun-server: \"" + text + "\" has a user; write HOST[:PORT], or --turn-server");
        }
        try {
            return IceServer.parse(STUN.matcher(text).lookingAt() ? text : "stun:" + text);
        } catch (IllegalArgumentException e) {
            throw CommandEnd.usage("--stun-server: " + e.getMessage());
        }
    }

    private Optional<IceServer> turn() throws CommandEnd {
        if (turnServer.value().isPresent() != turnSecretFile.value().isPresent()) {
            throw CommandEnd.usage("--turn-server and --turn-secret-file go together");
        }
        if (turnServer.value().isEmpty()) {
            return Optional.empty();
        }
        var text = turnServer.value().get().strip();
        var parts = TURN.matcher(text);
        if (!parts.matches()) {
            throw CommandEnd.usage("--turn-server: \"" + text + "\" has no user; write USER@HOST[:PORT]");
        }
        var scheme = parts.group(1) == null ? "turn" : parts.group(1);
        var secret = AccountOptions.firstLine(turnSecretFile.value().orElseThrow());
        try {
            return Optional.of(IceServer.parse(scheme + ":" + parts.group(3), parts.group(2), secret));
        } catch (IllegalArgumentException e) {
            throw CommandEnd.usage("--turn-server: " + e.getMessage());
        }
    }
}

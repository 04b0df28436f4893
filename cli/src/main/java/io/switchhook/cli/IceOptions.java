package io.switchhook.cli;

import io.switchhook.ice.IceServer;
import io.switchhook.ice.IceSettings;
import io.switchhook.phone.call.CallSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;

/** How audio goes through NATs. */
final class IceOptions {
    private static final Pattern SERVER =
            Pattern.compile("(?:([^@\\s]+)@)?(\\[[0-9A-Fa-f:.]+]|[^:\\[\\]@\\s]+)(?::(\\d{1,5}))?");

    private final Declared<Boolean> ice = Declared.flag(
            "--ice",
            "Find the path of audio by ICE, with those who can too. Named servers of STUN or TURN mean the same.");

    private final Declared<String> stunServers = Declared.texts(
            "--stun-server", "HOST[:PORT]", "Ask that STUN server where we are seen. Default port: 3478.");

    private final Declared<String> turnServer = Declared.text(
            "--turn-server",
            "USER@HOST[:PORT]",
            "Have that TURN server relay where there is no other way; its password is in --turn-secret-file.");

    private final Declared<Path> turnSecretFile =
            Declared.file("--turn-secret-file", "FILE", "A file whose first line is the password of --turn-server.");

    void addTo(CommandSpec command) {
        Declared.addAll(command, ice, stunServers, turnServer, turnSecretFile);
    }

    /** The settings with ICE, if it is asked for. */
    CallSettings applyTo(CallSettings settings) throws CommandEnd {
        var servers = new ArrayList<IceServer>();
        for (var text : stunServers.values()) {
            var server = parse("--stun-server", text);
            if (server.group(1) != null) {
                throw CommandEnd.usage(
                        "--stun-server: \"" + text + "\" has a user; write HOST[:PORT], or --turn-server");
            }
            servers.add(IceServer.stun(host(server), port("--stun-server", server)));
        }
        turn().ifPresent(servers::add);
        boolean wanted = ice.value().orElse(false) || !servers.isEmpty();
        if (servers.size() > 8) {
            throw CommandEnd.usage("--stun-server: up to 8 servers can be asked");
        }
        return wanted ? settings.withIce(IceSettings.of(servers.toArray(IceServer[]::new))) : settings;
    }

    private Optional<IceServer> turn() throws CommandEnd {
        if (turnServer.value().isPresent() != turnSecretFile.value().isPresent()) {
            throw CommandEnd.usage("--turn-server and --turn-secret-file go together");
        }
        if (turnServer.value().isEmpty()) {
            return Optional.empty();
        }
        var server = parse("--turn-server", turnServer.value().get());
        if (server.group(1) == null) {
            throw CommandEnd.usage(
                    "--turn-server: \"" + turnServer.value().get() + "\" has no user; write USER@HOST[:PORT]");
        }
        var secret = AccountOptions.firstLine(turnSecretFile.value().orElseThrow());
        return Optional.of(IceServer.turn(host(server), port("--turn-server", server), server.group(1), secret));
    }

    private static Matcher parse(String option, String text) throws CommandEnd {
        var server = SERVER.matcher(text.strip());
        if (!server.matches()) {
            throw CommandEnd.usage(
                    option + ": \"" + text + "\" is no server; write HOST[:PORT], an IPv6 address in brackets");
        }
        return server;
    }

    private static String host(Matcher server) {
        var host = server.group(2);
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private static int port(String option, Matcher server) throws CommandEnd {
        int port = server.group(3) == null ? IceServer.USUAL_PORT : Integer.parseInt(server.group(3));
        if (port < 1 || port > 65_535) {
            throw CommandEnd.usage(option + ": " + port + " is not a port; use 1 to 65535");
        }
        return port;
    }
}

package io.switchhook.benchmarks.peers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Where a run keeps its files, and how programs are started there. */
final class Place {
    private final Path folder;
    private final String java =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();
    private final String classPath = System.getProperty("java.class.path");

    Place(Path folder) {
        this.folder = folder;
    }

    Path folder() {
        return folder;
    }

    static int freePort() {
        try (var socket = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0))) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A file of the resources, with its {@code @names@} replaced. */
    Path file(String resource, Map<String, String> values) {
        try (var in = Place.class.getResourceAsStream(resource)) {
            var text = new String(Objects.requireNonNull(in, resource).readAllBytes(), StandardCharsets.UTF_8);
            for (var value : values.entrySet()) {
                text = text.replace("@" + value.getKey() + "@", value.getValue());
            }
            var path = Files.createTempFile(folder, "", "-" + resource);
            return Files.writeString(path, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A server of ours in a JVM of its own, the same as this one. */
    Server ours(String name, List<String> options, Class<?> main, String... arguments) {
        var command = new ArrayList<String>();
        command.add(java);
        command.addAll(options);
        command.addAll(List.of("-cp", classPath, main.getName()));
        command.addAll(List.of(arguments));
        var child = Child.start(name, folder, command);
        int port = Integer.parseInt(child.awaitPrinted(Server.READY).group(1));
        return new Server(name, child, port);
    }

    /** Kamailio with its fast allocators and one worker. */
    Server kamailio(String name, String config, Map<String, String> values) {
        int port = freePort();
        var more = new java.util.HashMap<>(values);
        more.put("port", Integer.toString(port));
        var path = file(config, more);
        var run = folder.resolve(name + "-run");
        try {
            Files.createDirectories(run);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var command = List.of(
                "kamailio",
                "-x",
                "fm",
                "-X",
                "fm",
                "-DD",
                "-E",
                "-n",
                "1",
                "-m",
                "1024",
                "-M",
                "64",
                "-f",
                path.toString(),
                "-Y",
                run.toString());
        var child = Child.start(name, folder, command);
        Sipp.awaitAnswer(port, child);
        return new Server(name, child, port);
    }

    /** SIPp as callee. */
    Server sippCallee(String name) {
        int port = freePort();
        var scenario = file("callee.xml", Map.of());
        var command = List.of(
                "sipp",
                "-sf",
                scenario.toString(),
                "-i",
                "127.0.0.1",
                "-p",
                Integer.toString(port),
                "-mp",
                Integer.toString(freePort()),
                "-cp",
                Integer.toString(freePort()),
                "-nostdin",
                "-buff_size",
                "4194304");
        var child = Child.start(name, folder, command);
        Sipp.awaitBound(port, child);
        return new Server(name, child, port);
    }
}

package io.switchhook.systemtests.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each rule about class files against code that breaks it, and against code that is close to it and does not. */
class PlantedBreachTest {
    private static final String SOUND = "Object o = javax.sound.sampled.AudioSystem.getMixerInfo();";

    @TempDir
    Path root;

    private PlantedHouse house;

    @BeforeEach
    void startHouse() throws IOException {
        house = PlantedHouse.in(root);
    }

    private List<Violation> inBody(String module, String rule, String body) throws IOException {
        return PlantedHouse.breaches(
                rule, house.code(module, Planted.method(module, body)).build());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "new java.util.Random().nextInt()",
                "java.util.UUID.randomUUID()",
                "Math.random()",
                "System.nanoTime()",
                "System.currentTimeMillis()",
                "System.getenv()",
                "java.time.Instant.now()",
                "java.time.Clock.systemUTC()",
                "new java.security.SecureRandom()",
                "new Thread(() -> {})",
                "Thread.currentThread()",
                "new java.util.concurrent.ConcurrentHashMap<String, String>()",
                "new java.util.concurrent.locks.ReentrantLock()",
                "java.nio.file.Path.of(\"x\")",
                "new java.io.ByteArrayOutputStream()",
                "new java.io.IOException(\"x\")",
                "new java.net.DatagramSocket()",
                "java.nio.channels.DatagramChannel.open()",
                "System.out.append(\"x\")",
                "System.getLogger(\"x\")",
                "org.slf4j.LoggerFactory.getLogger(\"x\")",
                "java.util.logging.Logger.getLogger(\"x\")",
            })
    void engineThatTouchesTheWorldIsFound(String expression) throws IOException {
        assertThat(inBody("sip", "pure-floors", "Object o = " + expression + ";"))
                .isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "java.net.InetAddress.getByAddress(new byte[4])",
                "new java.net.InetSocketAddress((java.net.InetAddress) null, 5060)",
                "java.util.concurrent.TimeUnit.SECONDS.toNanos(1)",
                "java.security.MessageDigest.getInstance(\"MD5\")",
                "javax.crypto.Cipher.getInstance(\"AES\")",
                "java.time.Duration.ofSeconds(1)",
                "new java.util.UUID(1, 2)",
                "java.nio.ByteBuffer.allocate(1)",
            })
    void engineThatComputesIsLeftAlone(String expression) throws IOException {
        assertThat(inBody("sip", "pure-floors", "Object o = " + expression + ";"))
                .isEmpty();
    }

    @Test
    void lockInAnEngineIsFound() throws IOException {
        assertThat(inBody("media", "pure-floors", "synchronized (this) { hashCode(); }"))
                .isNotEmpty();
    }

    @Test
    void synchronizedMethodInAnEngineIsFound() throws IOException {
        var source = "package io.switchhook.sdp; class Slow { synchronized void run() {} }";
        assertThat(PlantedHouse.breaches(
                        "pure-floors", house.code("sdp", source).build()))
                .hasSize(1);
    }

    @Test
    void productMayTouchTheWorld() throws IOException {
        assertThat(inBody("phone", "pure-floors", "Object o = System.nanoTime();"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "new java.util.Random()",
                "java.util.UUID.randomUUID()",
                "new java.security.SecureRandom()",
                "java.util.concurrent.ThreadLocalRandom.current()",
            })
    void randomnessTakenOutsideTransportIsFound(String expression) throws IOException {
        assertThat(inBody("phone", "given-randomness", "Object o = " + expression + ";"))
                .hasSize(1);
    }

    @Test
    void transportMakesTheRealRandomness() throws IOException {
        assertThat(inBody("transport", "given-randomness", "Object o = new java.security.SecureRandom();"))
                .isEmpty();
    }

    @Test
    void seededRandomIsReproducibleAndLeftAlone() throws IOException {
        assertThat(inBody("simulation", "given-randomness", "Object o = new java.util.Random(1);"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "java.net.InetAddress.getByName(\"a.example\")",
                "java.net.InetAddress.getLocalHost()",
                "new java.net.InetSocketAddress(\"a.example\", 5060)",
                "new java.net.InetSocketAddress(5060).getHostName()",
            })
    void callThatAsksDnsUnawaresIsFound(String expression) throws IOException {
        assertThat(inBody("transport", "no-dns-by-accident", "Object o = " + expression + ";"))
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "new java.net.Socket()",
                "new java.net.DatagramSocket()",
                "java.nio.channels.DatagramChannel.open()",
                "java.nio.channels.Selector.open()",
                "java.net.http.HttpClient.newHttpClient()",
            })
    void socketOutsideTransportIsFound(String expression) throws IOException {
        assertThat(inBody("pbx", "only-transport-opens-sockets", "Object o = " + expression + ";"))
                .isNotEmpty();
    }

    @Test
    void socketInTransportIsLeftAlone() throws IOException {
        assertThat(inBody("transport", "only-transport-opens-sockets", "new java.net.Socket().close();"))
                .isEmpty();
    }

    @Test
    void soundOutsideDevicesIsFound() throws IOException {
        assertThat(inBody("phone", "only-devices-has-sound", SOUND)).isNotEmpty();
    }

    @Test
    void soundInDevicesIsLeftAlone() throws IOException {
        assertThat(inBody("devices", "only-devices-has-sound", SOUND)).isEmpty();
    }

    @Test
    void sleepingTestIsFoundButNotInInterop() throws IOException {
        house.testCode("sip", Planted.method("sip", "Thread.sleep(10);"));
        house.testCode("pbx", Planted.method("pbx", "java.util.concurrent.TimeUnit.SECONDS.sleep(1);"));
        house.testCode("system-tests", Planted.method("systemtests.interop", "Thread.sleep(10);"));
        assertThat(PlantedHouse.breaches("no-sleep", house.build()))
                .extracting(Violation::where)
                .containsExactly("io.switchhook.pbx.Planted", "io.switchhook.sip.Planted");
    }

    @Test
    void staticStateIsFoundButConstantsAreLeftAlone() throws IOException {
        var source = "package io.switchhook.stack; class Knobs { static int knob; static final int FIXED = 1; int own;"
                + " enum Kind { A, B } int of(Kind k) { return switch (k) { case A -> 1; case B -> 2; }; } }";
        assertThat(PlantedHouse.breaches(
                        "no-static-state", house.code("stack", source).build()))
                .extracting(Violation::what)
                .containsExactly("knob is static and not final");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "new java.util.concurrent.LinkedBlockingQueue<String>()",
                "new java.util.concurrent.ConcurrentLinkedQueue<String>()",
                "new java.util.concurrent.LinkedBlockingDeque<String>()",
                "java.util.concurrent.Executors.newFixedThreadPool(2)",
                "java.util.concurrent.Executors.newCachedThreadPool()",
            })
    void unboundedQueueIsFound(String expression) throws IOException {
        assertThat(inBody("transport", "bounded-queues", "Object o = " + expression + ";"))
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "new java.util.concurrent.LinkedBlockingQueue<String>(100)",
                "new java.util.concurrent.ArrayBlockingQueue<String>(100)",
            })
    void boundedQueueIsLeftAlone(String expression) throws IOException {
        assertThat(inBody("transport", "bounded-queues", "Object o = " + expression + ";"))
                .isEmpty();
    }

    @Test
    void bareExceptionIsFoundButAnOwnTypeIsLeftAlone() throws IOException {
        house.code(
                "pbx",
                "package io.switchhook.pbx; class Refusal extends RuntimeException { Refusal() { super(\"no\"); } }");
        house.code("pbx", Planted.method("pbx", "throw new RuntimeException(\"no\");"));
        assertThat(PlantedHouse.breaches("typed-exceptions", house.build()))
                .extracting(Violation::where)
                .containsExactly("io.switchhook.pbx.Planted");
    }

    @Test
    void printingLibraryIsFoundButAProgramMayPrint() throws IOException {
        house.code("phone", Planted.method("phone", "System.out.println(1); new Exception().printStackTrace();"));
        house.code("cli", Planted.method("cli", "System.out.println(1);"));
        assertThat(PlantedHouse.breaches("no-printing", house.build()))
                .extracting(Violation::where)
                .containsOnly("io.switchhook.phone.Planted")
                .hasSize(2);
    }
}

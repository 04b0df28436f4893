package io.switchhook.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LazyLoadingTest {

    /** Loads everything but the JDK itself, and keeps a list. */
    private static final class ListingLoader extends URLClassLoader {
        /** Each class, and the thread that loaded it. */
        final Map<String, String> loaded = new ConcurrentHashMap<>();

        ListingLoader() {
            super(
                    Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                            .map(ListingLoader::url)
                            .toArray(URL[]::new),
                    ClassLoader.getPlatformClassLoader());
        }

        private static URL url(String path) {
            try {
                return new File(path).toURI().toURL();
            } catch (MalformedURLException e) {
                throw new IllegalArgumentException(path, e);
            }
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            loaded.put(name, Thread.currentThread().getName());
            return super.findClass(name);
        }
    }

    private static Set<String> classesLoadedBy(String method) throws Exception {
        return loadedBy(method).keySet();
    }

    private static Map<String, String> loadedBy(String method) throws Exception {
        try (var loader = new ListingLoader()) {
            loader.loadClass(UdpOnlyProgram.class.getName()).getMethod(method).invoke(null);
            return loader.loaded;
        }
    }

    @Test
    void firstQuestionHoldsNoLoopUpWhileDnsjavaIsLoadedAndTheSystemsSettingsAreRead() throws Exception {
        var loaded = loadedBy("askOnALoop");
        loaded.keySet().removeIf(name -> !name.startsWith("org.xbill."));
        assertThat(loaded).isNotEmpty();
        assertThat(loaded.values()).noneMatch(thread -> thread.startsWith("switchhook-loop"));
    }

    @Test
    void phoneThatUsesUdpAloneLoadsNeitherNettyNorDnsjava() throws Exception {
        var loaded = classesLoadedBy("run");
        assertThat(loaded).contains("io.switchhook.transport.internal.net.UdpPort");
        assertThat(loaded).noneMatch(name -> name.startsWith("io.netty.") || name.startsWith("org.xbill."));
    }

    @Test
    void firstStreamLoadsNetty() throws Exception {
        assertThat(classesLoadedBy("runWithTcp"))
                .anyMatch(name -> name.startsWith("io.netty."))
                .noneMatch(name -> name.startsWith("io.netty.handler.codec.http."));
    }
}

package io.switchhook.sip.message.header;

import java.lang.reflect.Modifier;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Every {@code TYPE} constant of this package, found by looking at its class files, so that a new header cannot be forgotten in tests. */
public final class StandardTypes {
    private StandardTypes() {}

    public static List<HeaderType<?>> all() {
        try {
            URI classes = ViaHeader.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI();
            var types = new ArrayList<HeaderType<?>>();
            var folder =
                    Path.of(classes).resolve(ViaHeader.class.getPackageName().replace('.', '/'));
            try (var files = Files.list(folder)) {
                for (var file : files.sorted().toList()) {
                    var name = file.getFileName().toString();
                    if (name.endsWith("Header.class")) {
                        var type = Class.forName(ViaHeader.class.getPackageName() + "." + name.replace(".class", ""));
                        if (!Modifier.isAbstract(type.getModifiers())) {
                            types.add((HeaderType<?>) type.getField("TYPE").get(null));
                        }
                    }
                }
            }
            return types;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}

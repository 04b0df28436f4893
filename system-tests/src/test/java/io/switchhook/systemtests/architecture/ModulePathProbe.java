package io.switchhook.systemtests.architecture;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Run by {@link ModulePathTest} in a JVM of its own: loads every class of the named modules from the module path. */
final class ModulePathProbe {
    private ModulePathProbe() {}

    /** @param names the modules to load; prints one line for each */
    public static void main(String[] names) throws IOException, ClassNotFoundException {
        for (String name : names) {
            var module = ModuleLayer.boot()
                    .findModule(name)
                    .orElseThrow(() -> new IllegalStateException(name + " is not on the module path"));
            int loaded = 0;
            for (String type : typesOf(name)) {
                var loadedClass = Class.forName(type, false, module.getClassLoader());
                // Signatures are linked here: a type of a module that is not read does not get through.
                loadedClass.getDeclaredMethods();
                if (loadedClass.getModule() != module) {
                    throw new IllegalStateException(type + " came from " + loadedClass.getModule());
                }
                loaded++;
            }
            System.out.println(name + " " + loaded);
        }
    }

    private static List<String> typesOf(String moduleName) throws IOException {
        var resolved = ModuleLayer.boot().configuration().findModule(moduleName).orElseThrow();
        var types = new ArrayList<String>();
        try (var reader = resolved.reference().open();
                var resources = reader.list()) {
            resources
                    .filter(path -> path.endsWith(".class") && !path.endsWith("-info.class"))
                    .forEach(path -> types.add(path.replace(".class", "").replace('/', '.')));
        }
        return types;
    }
}

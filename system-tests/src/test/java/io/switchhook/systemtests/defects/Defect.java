package io.switchhook.systemtests.defects;

import java.util.ArrayList;
import java.util.List;

/**
 * One thing broken on purpose.
 *
 * @param name what is broken, in a few words
 * @param edits what is changed in the sources
 * @param hunters test classes, or {@code class#method}, below {@code io.switchhook.systemtests}; one of them has to fail
 */
record Defect(String name, List<Edit> edits, List<String> hunters) {

    /**
     * One change.
     *
     * @param file path from the root of the repository
     * @param before a piece of the source that is there exactly once
     * @param after what stands there instead
     */
    record Edit(String file, String before, String after) {}

    static Defect named(String name) {
        return new Defect(name, List.of(), List.of());
    }

    /** Changes a class given by module and name below {@code io.switchhook}, with slashes. */
    Defect in(String module, String type, String before, String after) {
        var all = new ArrayList<>(edits);
        all.add(new Edit(module + "/src/main/java/io/switchhook/" + type + ".java", before, after));
        return new Defect(name, List.copyOf(all), hunters);
    }

    Defect foundBy(String... tests) {
        return new Defect(name, edits, List.of(tests));
    }

    @Override
    public String toString() {
        return name;
    }
}

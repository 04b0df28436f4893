package io.switchhook.systemtests.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import java.lang.module.ModuleDescriptor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Who may use whom: between modules, and between the packages of one module. */
final class FloorRules {
    private FloorRules() {}

    static final List<Rule> ALL = List.of(
            new Rule("floors", FloorRules::floors),
            new Rule("package-cycles", FloorRules::packageCycles),
            new Rule("exports", FloorRules::exports),
            new Rule("compiled", FloorRules::compiled));

    private static List<Violation> floors(House house) {
        var found = new ArrayList<Violation>();
        for (var module : house.modules()) {
            if (!house.floors().knows(module.name())) {
                if (!module.sources().isEmpty()) {
                    found.add(new Violation(module.name(), "stands on no floor: config/floors.txt does not name it"));
                }
                continue;
            }
            module.descriptor().ifPresent(descriptor -> requiredModules(house, module.name(), descriptor, found));
            for (JavaClass user : module.classes()) {
                usedModules(house, module.name(), user, found);
            }
        }
        return found;
    }

    private static void requiredModules(
            House house, String module, ModuleDescriptor descriptor, List<Violation> found) {
        for (var required : descriptor.requires()) {
            House.moduleOf(required.name()).ifPresent(used -> {
                if (!house.floors().mayUse(module, used)) {
                    found.add(new Violation(
                            descriptor.name(), "requires " + house.floors().describe(used)));
                }
            });
        }
        if (!descriptor.name().equals(House.javaName(module))) {
            found.add(new Violation(descriptor.name(), "should be named " + House.javaName(module) + " as its folder"));
        }
    }

    private static void usedModules(House house, String module, JavaClass user, List<Violation> found) {
        if (!House.moduleOf(user.getName()).orElse("").equals(module)) {
            var expected = House.javaName(module);
            found.add(new Violation(Names.outermost(user), "lies in module " + module + " but not in " + expected));
        }
        var used = new TreeSet<String>();
        for (var dependency : user.getDirectDependenciesFromSelf()) {
            House.moduleOf(dependency.getTargetClass().getBaseComponentType().getName())
                    .ifPresent(used::add);
        }
        for (String name : used) {
            if (!house.floors().mayUse(module, name)) {
                var text = house.floors().describe(module) + " uses "
                        + house.floors().describe(name);
                found.add(new Violation(Names.outermost(user), text));
            }
        }
    }

    private static List<Violation> packageCycles(House house) {
        var found = new ArrayList<Violation>();
        for (var module : house.modules()) {
            var uses = new TreeMap<String, Set<String>>();
            for (JavaClass user : module.classes()) {
                var used = uses.computeIfAbsent(user.getPackageName(), name -> new TreeSet<>());
                for (var dependency : user.getDirectDependenciesFromSelf()) {
                    used.add(dependency.getTargetClass().getBaseComponentType().getPackageName());
                }
            }
            for (String start : uses.keySet()) {
                var cycle = shortestCycle(start, uses);
                // Each cycle is told once: from its first package.
                if (!cycle.isEmpty()
                        && cycle.stream().min(Comparator.naturalOrder()).get().equals(start)) {
                    found.add(new Violation(module.name(), String.join(" -> ", cycle) + " -> " + start));
                }
            }
        }
        return found;
    }

    /** The packages from {@code start} back to itself, empty when no way leads back. */
    private static List<String> shortestCycle(String start, Map<String, Set<String>> uses) {
        var cameFrom = new LinkedHashMap<String, String>();
        var waiting = new ArrayDeque<>(List.of(start));
        while (!waiting.isEmpty()) {
            var current = waiting.poll();
            for (String next : uses.getOrDefault(current, Set.of())) {
                if (next.equals(start) && !current.equals(start)) {
                    return wayTo(current, start, cameFrom);
                }
                if (!next.equals(start) && cameFrom.putIfAbsent(next, current) == null) {
                    waiting.add(next);
                }
            }
        }
        return List.of();
    }

    private static List<String> wayTo(String end, String start, Map<String, String> cameFrom) {
        var way = new ArrayDeque<String>();
        for (String at = end; !at.equals(start); at = cameFrom.get(at)) {
            way.addFirst(at);
        }
        way.addFirst(start);
        return List.copyOf(way);
    }

    private static List<Violation> exports(House house) {
        var found = new ArrayList<Violation>();
        for (var module : house.modules()) {
            module.descriptor().ifPresent(descriptor -> {
                for (var exported : descriptor.exports()) {
                    if (!exported.isQualified() && exported.source().contains(".internal")) {
                        found.add(new Violation(descriptor.name(), "exports " + exported.source()));
                    }
                }
            });
        }
        return found;
    }

    /** A module without class files would pass every rule about them. Benchmarks are built after these tests. */
    private static List<Violation> compiled(House house) {
        return house.shippedModules().stream()
                .filter(module ->
                        !module.sources().isEmpty() && module.classes().isEmpty())
                .map(module -> new Violation(module.name(), "has sources but no class files: build it first"))
                .toList();
    }
}

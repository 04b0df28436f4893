package io.switchhook.systemtests.architecture;

import static io.switchhook.systemtests.architecture.Names.isAnyOf;
import static io.switchhook.systemtests.architecture.Names.startsWithAnyOf;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnitAccess;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Floors 0 to 2 compute: no I/O, no threads and locks, no clock, no randomness, no logging, nobody else's code. */
final class PurityRules {
    private PurityRules() {}

    static final List<Rule> ALL = List.of(
            new Rule("pure-floors", PurityRules::pureFloors),
            new Rule("given-randomness", PurityRules::givenRandomness),
            new Rule("no-dns-by-accident", PurityRules::noDnsByAccident));

    private static List<Violation> pureFloors(House house) {
        var found = new ArrayList<Violation>();
        for (var module : house.pureModules()) {
            for (JavaClass type : module.classes()) {
                impureTypes(module.name(), type, found);
                impureCalls(type, found);
                if (type.getMethods().stream().anyMatch(m -> m.getModifiers().contains(JavaModifier.SYNCHRONIZED))) {
                    found.add(new Violation(Names.outermost(type), "has a synchronized method"));
                }
            }
            for (SourceFile source : module.sources()) {
                if (SourceScan.hasSynchronizedBlock(source)) {
                    found.add(new Violation(source.path(), "has a synchronized block"));
                }
            }
        }
        return found;
    }

    private static void impureTypes(String module, JavaClass type, List<Violation> found) {
        var named = new TreeSet<String>();
        for (var dependency : type.getDirectDependenciesFromSelf()) {
            named.add(dependency.getTargetClass().getBaseComponentType().getName());
        }
        for (String name : named) {
            if (name.contains(".") && isImpureType(module, name)) {
                found.add(new Violation(Names.outermost(type), "uses " + name));
            }
        }
    }

    static boolean isImpureType(String module, String name) {
        if (!startsWithAnyOf(name, "java.", "javax.crypto.", House.PACKAGE, "org.jspecify.")) {
            return true;
        }
        if (name.startsWith("java.net.")) {
            return !isAnyOf(
                    name,
                    "java.net.InetAddress",
                    "java.net.Inet4Address",
                    "java.net.Inet6Address",
                    "java.net.InetSocketAddress",
                    "java.net.UnknownHostException");
        }
        if (name.startsWith("java.io.")) {
            // Contracts of base name IOException for those who implement them above.
            return !(isAnyOf(name, "java.io.UncheckedIOException", "java.io.Serializable")
                    || name.equals("java.io.IOException") && module.equals("base"));
        }
        if (name.startsWith("java.util.concurrent.")) {
            return !name.equals("java.util.concurrent.TimeUnit");
        }
        return startsWithAnyOf(name, "java.nio.channels.", "java.nio.file.", "java.util.logging.", "java.util.random.")
                || startsWithAnyOf(name, "java.lang.Thread", "java.lang.Process", "java.lang.System$", "java.sql.")
                || isAnyOf(name, "java.lang.Runtime", "java.lang.InheritableThreadLocal", "java.time.Clock")
                || isAnyOf(name, "java.util.Random", "java.util.SplittableRandom", "java.security.SecureRandom")
                || isAnyOf(name, "java.util.Timer", "java.util.TimerTask", "java.util.Date", "java.util.Calendar");
    }

    private static void impureCalls(JavaClass type, List<Violation> found) {
        for (var call : type.getCodeUnitAccessesFromSelf()) {
            impureCall(call).ifPresent(what -> found.add(new Violation(Names.outermost(type), "calls " + what)));
        }
        for (var field : type.getFieldAccessesFromSelf()) {
            if (field.getTargetOwner().getName().equals("java.lang.System")) {
                found.add(new Violation(Names.outermost(type), "uses System." + field.getName()));
            }
        }
    }

    private static Optional<String> impureCall(JavaCodeUnitAccess<?> call) {
        var owner = call.getTargetOwner().getName();
        var method = call.getName();
        boolean impure = switch (owner) {
            case "java.lang.System" -> !isAnyOf(method, "arraycopy", "identityHashCode", "lineSeparator");
            case "java.lang.Math", "java.lang.StrictMath" -> method.equals("random");
            case "java.util.UUID" -> method.equals("randomUUID");
            case "java.util.Collections" -> method.equals("shuffle");
            case "java.lang.Object" -> isAnyOf(method, "wait", "notify", "notifyAll");
            default -> owner.startsWith("java.time.") && method.equals("now");
        };
        return impure ? Optional.of(owner + "." + method) : Optional.empty();
    }

    /** What runs in a simulation takes its randomness from the world, or a seed does not reproduce the run. */
    private static List<Violation> givenRandomness(House house) {
        var found = new ArrayList<Violation>();
        for (var module : house.shippedModules()) {
            if (module.name().equals("transport")) {
                continue; // the real world is made there
            }
            for (JavaClass type : module.classes()) {
                for (var call : type.getCodeUnitAccessesFromSelf()) {
                    if (takesRandomness(call)) {
                        var text = "calls " + call.getTarget().getFullName() + ": take a Randomness instead";
                        found.add(new Violation(Names.outermost(type), text));
                    }
                }
            }
        }
        return found;
    }

    private static boolean takesRandomness(JavaCodeUnitAccess<?> call) {
        var owner = call.getTargetOwner().getName();
        boolean noArguments = call.getTarget().getRawParameterTypes().isEmpty();
        return owner.equals("java.util.concurrent.ThreadLocalRandom")
                || owner.equals("java.security.SecureRandom") && call.getName().equals("<init>")
                || isAnyOf(owner, "java.util.Random", "java.util.SplittableRandom")
                        && call.getName().equals("<init>")
                        && noArguments
                || owner.equals("java.util.UUID") && call.getName().equals("randomUUID")
                || owner.equals("java.lang.Math") && call.getName().equals("random");
    }

    /** These ask DNS and block; names are resolved through {@code Dns}, addresses read with {@code IpLiteral}. */
    private static List<Violation> noDnsByAccident(House house) {
        var found = new ArrayList<Violation>();
        for (var module : house.shippedModules()) {
            for (JavaClass type : module.classes()) {
                for (var call : type.getCodeUnitAccessesFromSelf()) {
                    if (asksDns(call)) {
                        found.add(new Violation(
                                Names.outermost(type),
                                "calls " + call.getTarget().getFullName()));
                    }
                }
            }
        }
        return found;
    }

    private static boolean asksDns(JavaCodeUnitAccess<?> call) {
        var method = call.getName();
        return switch (call.getTargetOwner().getName()) {
            case "java.net.InetAddress", "java.net.Inet4Address", "java.net.Inet6Address" ->
                isAnyOf(method, "getByName", "getAllByName", "getLocalHost", "getHostName", "getCanonicalHostName");
            case "java.net.InetSocketAddress" ->
                method.equals("getHostName")
                        || method.equals("<init>")
                                && call.getTarget()
                                        .getRawParameterTypes()
                                        .get(0)
                                        .getName()
                                        .equals("java.lang.String");
            default -> false;
        };
    }
}

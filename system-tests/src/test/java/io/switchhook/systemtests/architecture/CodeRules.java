package io.switchhook.systemtests.architecture;

import static io.switchhook.systemtests.architecture.Names.isAnyOf;
import static io.switchhook.systemtests.architecture.Names.startsWithAnyOf;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnitAccess;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What no code of the house does, on any floor, unless the rule says where. */
final class CodeRules {
    private CodeRules() {}

    static final List<Rule> ALL = List.of(
            new Rule("only-transport-opens-sockets", CodeRules::sockets),
            new Rule("only-devices-has-sound", CodeRules::sound),
            new Rule("no-sleep", CodeRules::sleep),
            new Rule("no-static-state", CodeRules::staticState),
            new Rule("bounded-queues", CodeRules::unboundedQueues),
            new Rule("typed-exceptions", CodeRules::bareExceptions),
            new Rule("no-printing", CodeRules::printing));

    private static List<Violation> sockets(House house) {
        return usedOutside("transport", CodeRules::isSocket, house);
    }

    private static List<Violation> sound(House house) {
        return usedOutside("devices", CodeRules::isOfDesktop, house);
    }

    /** Types that no shipped module but one may use. */
    private static List<Violation> usedOutside(String only, Predicate<String> unwanted, House house) {
        var found = new ArrayList<Violation>();
        for (var module : house.shippedModules()) {
            if (module.name().equals(only)) {
                continue;
            }
            for (JavaClass type : module.classes()) {
                var used = new TreeSet<String>();
                for (var dependency : type.getDirectDependenciesFromSelf()) {
                    used.add(dependency.getTargetClass().getBaseComponentType().getName());
                }
                used.removeIf(unwanted.negate());
                used.forEach(name -> found.add(new Violation(Names.outermost(type), "uses " + name)));
            }
        }
        return found;
    }

    private static boolean isOfDesktop(String name) {
        return startsWithAnyOf(name, "javax.sound.", "java.awt.", "javax.swing.", "java.beans.", "javax.imageio.");
    }

    private static boolean isSocket(String name) {
        return startsWithAnyOf(name, "io.netty.", "org.xbill.DNS.", "java.net.http.", "javax.net.", "com.sun.net.")
                || startsWithAnyOf(name, "java.nio.channels.Asynchronous", "java.nio.channels.Selector")
                || isAnyOf(name, "java.net.Socket", "java.net.ServerSocket", "java.net.DatagramSocket")
                || isAnyOf(name, "java.net.MulticastSocket", "java.net.URLConnection", "java.net.HttpURLConnection")
                || isAnyOf(name, "java.nio.channels.DatagramChannel", "java.nio.channels.SocketChannel")
                || isAnyOf(name, "java.nio.channels.ServerSocketChannel", "java.nio.channels.NetworkChannel");
    }

    private static List<Violation> sleep(House house) {
        Predicate<JavaCodeUnitAccess<?>> sleeps =
                call -> isAnyOf(call.getTargetOwner().getName(), "java.lang.Thread", "java.util.concurrent.TimeUnit")
                        && call.getName().equals("sleep");
        return house.modules().stream()
                .flatMap(module -> Stream.concat(module.classes().stream(), module.testClasses().stream()))
                .filter(type -> !type.getPackageName().contains(".interop"))
                .flatMap(type -> calls(type, sleeps))
                .toList();
    }

    private static Stream<Violation> calls(JavaClass type, Predicate<JavaCodeUnitAccess<?>> unwanted) {
        return type.getCodeUnitAccessesFromSelf().stream()
                .filter(unwanted)
                .map(call -> new Violation(
                        Names.outermost(type),
                        "calls " + call.getTarget().getFullName() + " in line " + call.getLineNumber()));
    }

    private static List<Violation> staticState(House house) {
        return house.modules().stream()
                .flatMap(module -> Stream.concat(module.classes().stream(), module.testClasses().stream()))
                .flatMap(type -> type.getFields().stream())
                .filter(CodeRules::isStaticState)
                .map(field ->
                        new Violation(Names.outermost(field.getOwner()), field.getName() + " is static and not final"))
                .toList();
    }

    private static boolean isStaticState(JavaField field) {
        var modifiers = field.getModifiers();
        return modifiers.contains(JavaModifier.STATIC)
                && !modifiers.contains(JavaModifier.FINAL)
                && !modifiers.contains(JavaModifier.SYNTHETIC)
                && !field.isAnnotatedWith("org.junit.jupiter.api.io.TempDir");
    }

    private static List<Violation> unboundedQueues(House house) {
        return house.shippedModules().stream()
                .flatMap(module -> module.classes().stream())
                .flatMap(type -> calls(type, CodeRules::makesUnboundedQueue))
                .toList();
    }

    private static boolean makesUnboundedQueue(JavaCodeUnitAccess<?> call) {
        var owner = call.getTargetOwner().getName();
        if (owner.equals("java.util.concurrent.Executors")) {
            // The queue of a pool and the threads of a cached pool are unbounded.
            return startsWithAnyOf(call.getName(), "newFixed", "newCached", "newSingle", "newScheduled", "newWork");
        }
        if (!call.getName().equals("<init>")) {
            return false;
        }
        boolean withoutBound = call.getTarget().getRawParameterTypes().stream()
                .noneMatch(parameter -> parameter.getName().equals("int"));
        return switch (owner) {
            case "java.util.concurrent.LinkedBlockingQueue", "java.util.concurrent.LinkedBlockingDeque" -> withoutBound;
            case "java.util.concurrent.ConcurrentLinkedQueue",
                    "java.util.concurrent.ConcurrentLinkedDeque",
                    "java.util.concurrent.PriorityBlockingQueue",
                    "java.util.concurrent.LinkedTransferQueue",
                    "java.util.concurrent.DelayQueue",
                    "java.util.concurrent.ScheduledThreadPoolExecutor" -> true;
            default -> false;
        };
    }

    private static List<Violation> bareExceptions(House house) {
        Predicate<JavaCodeUnitAccess<?>> bare = call -> call.getName().equals("<init>")
                && isAnyOf(
                        call.getTargetOwner().getName(),
                        "java.lang.RuntimeException",
                        "java.lang.Exception",
                        "java.lang.Error",
                        "java.lang.Throwable");
        return house.shippedModules().stream()
                .flatMap(module -> module.classes().stream())
                .flatMap(type -> calls(type, call -> bare.test(call) && !isOwnSuperclass(type, call)))
                .toList();
    }

    private static boolean isOwnSuperclass(JavaClass type, JavaCodeUnitAccess<?> call) {
        return type.getRawSuperclass().filter(call.getTargetOwner()::equals).isPresent();
    }

    /** A library has listeners and a logger; only programs print. */
    private static List<Violation> printing(House house) {
        var found = new ArrayList<Violation>();
        for (var module : house.shippedModules()) {
            if (house.floors().floorOf(module.name()).orElse(0) >= 6) {
                continue;
            }
            for (JavaClass type : module.classes()) {
                type.getFieldAccessesFromSelf().stream()
                        .filter(access -> access.getTargetOwner().getName().equals("java.lang.System"))
                        .forEach(access -> found.add(
                                new Violation(Names.outermost(type), "prints to System." + access.getName())));
                calls(type, call -> call.getName().equals("printStackTrace")).forEach(found::add);
            }
        }
        return found;
    }
}

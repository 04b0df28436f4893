package io.switchhook.systemtests.architecture;

import java.lang.module.ModuleDescriptor;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The public face of a module as lines of text: what users of its exported packages can see, in an order that depends on names only. It is written from the
 * class files by reflection in our own words, so that every JDK gives the same text.
 */
final class ApiSignatures {
    private final List<String> lines = new ArrayList<>();

    private ApiSignatures() {}

    /** Empty for a module that exports nothing to everybody. */
    static Optional<String> of(House.Module module) {
        var descriptor = module.descriptor();
        if (descriptor.isEmpty()) {
            return Optional.empty();
        }
        var signatures = new ApiSignatures();
        for (String exported : exportedPackages(descriptor.get())) {
            signatures.addPackage(module, exported);
        }
        return signatures.lines.isEmpty() ? Optional.empty() : Optional.of(String.join("\n", signatures.lines) + "\n");
    }

    static TreeSet<String> exportedPackages(ModuleDescriptor descriptor) {
        return descriptor.exports().stream()
                .filter(exported -> !exported.isQualified())
                .map(ModuleDescriptor.Exports::source)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private void addPackage(House.Module module, String exported) {
        var names = module.classes().stream()
                .filter(type -> type.getPackageName().equals(exported))
                .map(type -> type.getName())
                .filter(name -> !name.endsWith("package-info"))
                .sorted()
                .toList();
        for (String name : names) {
            var type = load(name);
            if (isVisible(type)) {
                addType(type);
            }
        }
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, ApiSignatures.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(name + " is not on the class path of these tests", e);
        }
    }

    /** Visible to users: public all the way out, or protected in a class that users may extend. */
    private static boolean isVisible(Class<?> type) {
        for (Class<?> at = type; at != null; at = at.getDeclaringClass()) {
            if (at.isAnonymousClass() || at.isLocalClass() || !isVisible(at.getModifiers(), at.getDeclaringClass())) {
                return false;
            }
        }
        return true;
    }

    private static boolean isVisible(int modifiers, Class<?> owner) {
        return Modifier.isPublic(modifiers)
                || Modifier.isProtected(modifiers) && owner != null && !Modifier.isFinal(owner.getModifiers());
    }

    void addType(Class<?> type) {
        if (!lines.isEmpty()) {
            lines.add("");
        }
        lines.add(headOf(type));
        var members = new TreeSet<String>();
        for (Field field : type.getDeclaredFields()) {
            if (isVisible(field.getModifiers(), type) && !field.isSynthetic()) {
                members.add(field.isEnumConstant() ? constant(field) : text(field));
            }
        }
        for (Constructor<?> constructor : type.getDeclaredConstructors()) {
            if (isVisible(constructor.getModifiers(), type)
                    && !constructor.isSynthetic()
                    && !RecordParts.has(type, constructor)) {
                members.add(
                        modifiers(constructor.getModifiers()) + "new " + type.getSimpleName() + arguments(constructor));
            }
        }
        for (Method method : type.getDeclaredMethods()) {
            if (isVisible(method.getModifiers(), type)
                    && !method.isSynthetic()
                    && !isMadeForEnum(type, method)
                    && !RecordParts.has(type, method)) {
                members.add(text(method));
            }
        }
        members.forEach(member -> lines.add("    " + member));
    }

    private static boolean isMadeForEnum(Class<?> type, Method method) {
        return type.isEnum()
                && Names.isAnyOf(method.getName(), "values", "valueOf")
                && Modifier.isStatic(method.getModifiers());
    }

    private static String headOf(Class<?> type) {
        var head = new StringBuilder(Modifier.isProtected(type.getModifiers()) ? "protected " : "public ");
        if (type.isMemberClass()
                && Modifier.isStatic(type.getModifiers())
                && kindOf(type).equals("class")) {
            head.append("static ");
        }
        if (kindOf(type).equals("class")) {
            head.append(Modifier.isAbstract(type.getModifiers()) ? "abstract " : "");
            head.append(Modifier.isFinal(type.getModifiers()) ? "final " : "");
        }
        head.append(type.isSealed() && !type.isEnum() ? "sealed " : "")
                .append(kindOf(type))
                .append(' ');
        head.append(type.getName().replace('$', '.')).append(parameters(type.getTypeParameters()));
        if (type.isRecord()) {
            head.append(Arrays.stream(type.getRecordComponents())
                    .map(ApiSignatures::component)
                    .collect(Collectors.joining(", ", "(", ")")));
        }
        var parent = type.getGenericSuperclass();
        if (kindOf(type).equals("class") && parent != null && parent != Object.class) {
            head.append(" extends ").append(name(parent));
        }
        head.append(names(type.isInterface() ? " extends " : " implements ", type.getGenericInterfaces()));
        if (type.isSealed() && !type.isEnum()) {
            // Where the source names none, their order is an accident of the compilation.
            var permitted = type.getPermittedSubclasses();
            Arrays.sort(permitted, Comparator.comparing(Class::getName));
            head.append(names(" permits ", permitted));
        }
        return head.toString();
    }

    private static String kindOf(Class<?> type) {
        if (type.isAnnotation()) {
            return "@interface";
        }
        if (type.isInterface()) {
            return "interface";
        }
        return type.isEnum() ? "enum" : type.isRecord() ? "record" : "class";
    }

    private static String component(RecordComponent component) {
        return name(component.getGenericType()) + " " + component.getName();
    }

    /** The order of enum constants is part of the promise: {@code compareTo} shows it. */
    private static String constant(Field field) {
        var constants = Arrays.stream(field.getDeclaringClass().getDeclaredFields())
                .filter(Field::isEnumConstant)
                .toList();
        return "%03d %s".formatted(constants.indexOf(field), field.getName());
    }

    private static String text(Field field) {
        return modifiers(field.getModifiers()) + name(field.getGenericType()) + " " + field.getName();
    }

    private static String text(Method method) {
        var parameters = parameters(method.getTypeParameters());
        return modifiers(method.getModifiers())
                + (method.isDefault() ? "default " : "")
                + (parameters.isEmpty() ? "" : parameters + " ")
                + name(method.getGenericReturnType())
                + " "
                + method.getName()
                + arguments(method);
    }

    private static String arguments(Executable executable) {
        return "(" + names("", executable.getGenericParameterTypes()) + ")"
                + names(" throws ", executable.getGenericExceptionTypes());
    }

    private static String modifiers(int modifiers) {
        var text = new StringBuilder(Modifier.isProtected(modifiers) ? "protected " : "public ");
        text.append(Modifier.isStatic(modifiers) ? "static " : "");
        text.append(Modifier.isAbstract(modifiers) ? "abstract " : "");
        return text.append(Modifier.isFinal(modifiers) ? "final " : "").toString();
    }

    private static String parameters(TypeVariable<?>[] variables) {
        if (variables.length == 0) {
            return "";
        }
        return Arrays.stream(variables)
                .map(variable -> {
                    var bounds = names(" extends ", variable.getBounds()).replace(", ", " & ");
                    return variable.getName() + (bounds.equals(" extends Object") ? "" : bounds);
                })
                .collect(Collectors.joining(", ", "<", ">"));
    }

    private static String names(String before, Type... types) {
        return types.length == 0
                ? ""
                : before + Arrays.stream(types).map(ApiSignatures::name).collect(Collectors.joining(", "));
    }

    private static String name(Type type) {
        return type.getTypeName().replace('$', '.').replaceAll("\\bjava\\.lang\\.(?=[A-Z])", "");
    }

    /** The text of given classes, for tests. */
    static String ofClasses(Class<?>... types) {
        var signatures = new ApiSignatures();
        Arrays.stream(types).filter(ApiSignatures::isVisible).forEach(signatures::addType);
        return String.join("\n", signatures.lines);
    }
}

package io.switchhook.systemtests.architecture;

import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;

/** What every record has because it is one; its components say all of it. */
final class RecordParts {
    private RecordParts() {}

    static boolean has(Class<?> type, Constructor<?> constructor) {
        return type.isRecord()
                && Arrays.equals(
                        constructor.getParameterTypes(),
                        Arrays.stream(type.getRecordComponents())
                                .map(RecordComponent::getType)
                                .toArray());
    }

    static boolean has(Class<?> type, Method method) {
        return type.isRecord() && (isAccessor(type, method) || isFromObject(method));
    }

    private static boolean isAccessor(Class<?> type, Method method) {
        return Arrays.stream(type.getRecordComponents())
                .anyMatch(component -> component.getAccessor().equals(method));
    }

    private static boolean isFromObject(Method method) {
        return switch (method.getName()) {
            case "equals" -> method.getParameterCount() == 1;
            case "hashCode", "toString" -> method.getParameterCount() == 0;
            default -> false;
        };
    }
}

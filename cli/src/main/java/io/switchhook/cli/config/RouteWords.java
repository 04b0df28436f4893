package io.switchhook.cli.config;

import io.switchhook.pbx.CallRoute;
import io.switchhook.pbx.CallTarget;
import io.switchhook.pbx.Trunk;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where calls go, in words: {@code trunk provider, backup; strip 1; ring 60s}, {@code 853, 895; ring 20s; otherwise 800}, {@code dialled}, {@code reject 403}. What does not fit
 * is an {@link IllegalArgumentException} with what was expected.
 */
final class RouteWords {
    private static final String ROUTES = "expected dialled, extensions such as 853, 895, trunk NAME, or reject STATUS";
    private static final String OPTIONS =
            "expected strip COUNT, add PREFIX, ring TIME, otherwise EXTENSION, busy EXTENSION, no-answer EXTENSION, unreachable EXTENSION or only EXTENSIONS";

    private List<String> extensions = List.of();
    private List<Trunk> trunks = List.of();
    private int rejected;
    private int strip;
    private String add = "";
    private Optional<Duration> ring = Optional.empty();
    private Optional<String> otherwise = Optional.empty();
    private final Map<CallRoute.Miss, String> next = new EnumMap<>(CallRoute.Miss.class);
    private List<String> only = List.of();

    private RouteWords() {}

    /** @param trunks those that it may name */
    static RouteWords parse(String text, Map<String, Trunk> trunks) {
        var parts = text.split(";");
        var route = new RouteWords();
        route.readTarget(parts[0].strip(), trunks);
        for (int i = 1; i < parts.length; i++) {
            route.readOption(parts[i].strip().split("\\s+", 2));
        }
        return route;
    }

    private void readTarget(String text, Map<String, Trunk> known) {
        var words = text.split("\\s+", 2);
        if (text.equals("dialled")) {
            return;
        }
        if (words.length == 2 && words[0].equals("reject")) {
            rejected = ConfigValues.count(words[1]);
            CallRoute.reject(rejected);
        } else if (words.length == 2 && words[0].equals("trunk")) {
            var named = new ArrayList<Trunk>();
            for (var name : ConfigValues.list(words[1])) {
                named.add(Optional.ofNullable(known.get(name))
                        .orElseThrow(() -> new IllegalArgumentException("there is no trunk of that name here; "
                                + (known.isEmpty()
                                        ? "no trunk can be named"
                                        : "those are " + String.join(", ", known.keySet())))));
            }
            trunks = List.copyOf(named);
        } else {
            extensions = ConfigValues.list(text);
            if (extensions.isEmpty() || extensions.stream().anyMatch(extension -> extension.contains(" "))) {
                throw new IllegalArgumentException(ROUTES);
            }
            extensions.forEach(CallTarget::extension);
        }
    }

    private void readOption(String[] words) {
        if (words.length < 2) {
            throw new IllegalArgumentException(OPTIONS);
        }
        var value = words[1];
        switch (words[0]) {
            case "strip" -> strip = ConfigValues.count(value);
            case "add" -> add = value;
            case "ring" -> {
                ring = Optional.of(ConfigValues.time(value));
                CallRoute.to("0").ringing(ring.get());
            }
            case "otherwise" -> otherwise = Optional.of(extension(value));
            case "busy" -> next.put(CallRoute.Miss.BUSY, extension(value));
            case "no-answer" -> next.put(CallRoute.Miss.NO_ANSWER, extension(value));
            case "unreachable" -> next.put(CallRoute.Miss.UNREACHABLE, extension(value));
            case "only" -> only = ConfigValues.list(value);
            default -> throw new IllegalArgumentException(OPTIONS);
        }
    }

    private static String extension(String text) {
        CallTarget.extension(text);
        return text;
    }

    /** Whether it is the same whatever was dialled and whoever calls. */
    boolean isFixed() {
        boolean changes = strip > 0 || !add.isEmpty() || !only.isEmpty() || !trunks.isEmpty();
        boolean bare = ring.isEmpty() && otherwise.isEmpty() && next.isEmpty();
        return !changes && (!extensions.isEmpty() || bare);
    }

    boolean isFor(String caller) {
        return only.isEmpty() || only.contains(caller);
    }

    /** The way of one call. */
    CallRoute routeOf(String caller, String dialled) {
        if (rejected > 0) {
            return CallRoute.reject(rejected);
        }
        boolean asDialled = extensions.isEmpty() && trunks.isEmpty();
        if (asDialled && isFixed()) {
            return CallRoute.asDialled();
        }
        var number = add + dialled.substring(Math.min(strip, dialled.length()));
        try {
            return with(targets(asDialled, number));
        } catch (IllegalArgumentException e) {
            // Nothing that could be a number is left.
            return CallRoute.reject(404);
        }
    }

    private CallRoute.Ring targets(boolean asDialled, String number) {
        if (!trunks.isEmpty()) {
            return CallRoute.to(CallTarget.through(trunks, number));
        }
        return CallRoute.to(asDialled ? new String[] {number} : extensions.toArray(String[]::new));
    }

    private CallRoute with(CallRoute.Ring route) {
        var all = ring.map(route::ringing).orElse(route);
        for (var miss : next.entrySet()) {
            var to = CallRoute.to(miss.getValue());
            all = switch (miss.getKey()) {
                case BUSY -> all.ifBusy(to);
                case NO_ANSWER -> all.ifNoAnswer(to);
                case UNREACHABLE, REFUSED -> all.ifUnreachable(to);
            };
        }
        return otherwise.isPresent() ? all.otherwise(CallRoute.to(otherwise.get())) : all;
    }
}

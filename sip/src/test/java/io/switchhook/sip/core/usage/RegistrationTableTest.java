package io.switchhook.sip.core.usage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The registration, every state with every input, against the table written from the RFC. */
class RegistrationTableTest {
    private static final List<String> ANSWERS =
            List.of("100", "200", "401", "403", "423", "423 useless", "503", "503 after 30", "timeout");

    @Test
    void registrationFollowsItsTable() {
        Map<String, String> actual = new LinkedHashMap<>();
        for (var state : List.of(
                "IDLE",
                "REGISTERING",
                "REGISTERED",
                "REFRESHING",
                "WAITING",
                "LAPSING",
                "CLOSING",
                "LEAVING",
                "UNREGISTERING")) {
            var inputs = new ArrayList<>(List.of("register", "unregister"));
            switch (state) {
                case "REGISTERING", "REFRESHING", "CLOSING", "LEAVING", "UNREGISTERING" -> inputs.addAll(ANSWERS);
                case "REGISTERED" -> inputs.add("REFRESH");
                case "WAITING" -> inputs.add("RETRY");
                case "LAPSING" -> inputs.addAll(List.of("RETRY", "EXPIRED"));
                default -> {}
            }
            for (var input : inputs) {
                var registration = in(state);
                registration.host.taken();
                registration.input(input);
                actual.put(
                        state + " | " + input,
                        registration.name() + " | " + registration.host.taken() + " | " + registration.timers());
            }
        }
        assertThat(actual).containsExactlyInAnyOrderEntriesOf(UsageTable.read("registration.txt"));
    }

    private static RegistrationFixture in(String state) {
        var path = switch (state) {
            case "IDLE" -> List.<String>of();
            case "REGISTERING" -> List.of("register");
            case "REGISTERED" -> List.of("register", "200");
            case "REFRESHING" -> List.of("register", "200", "register");
            case "WAITING" -> List.of("register", "503");
            case "LAPSING" -> List.of("register", "200", "register", "503");
            case "CLOSING" -> List.of("register", "unregister");
            case "LEAVING" -> List.of("register", "200", "register", "unregister");
            default -> List.of("register", "200", "unregister");
        };
        var registration = new RegistrationFixture();
        path.forEach(registration::input);
        assertThat(registration.name()).isEqualTo(state);
        return registration;
    }
}

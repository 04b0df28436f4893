package io.switchhook.systemtests.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The house as it stands against each of its rules. {@link PlantedBreachTest} shows that the rules see anything at all. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HouseRulesTest {
    private House house;
    private Exceptions exceptions;

    @BeforeAll
    void readTheHouse() throws IOException {
        house = House.own();
        exceptions = Exceptions.read(house.root().resolve("config/allowed-exceptions.txt"));
    }

    static List<Rule> rules() {
        return HouseRules.ALL;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rules")
    void ruleHolds(Rule rule) {
        var found = rule.check().apply(house);
        assertThat(exceptions.notAllowed(rule, found))
                .as(
                        "breaches of '%s'; what must stand is listed with its reason in config/allowed-exceptions.txt",
                        rule)
                .isEmpty();
        assertThat(exceptions.outlived(rule, found))
                .as("exceptions from '%s' that nothing needs any more", rule)
                .isEmpty();
    }

    @Test
    void everyAllowedExceptionNamesARule() {
        assertThat(exceptions.ofUnknownRules(HouseRules.ALL)).isEmpty();
    }

    @Test
    void everyModuleOfTheReactorStandsOnAFloor() throws IOException {
        var reactor = Poms.modulesOf(house.root().resolve("pom.xml"));
        assertThat(reactor).contains("base", "system-tests");
        assertThat(reactor.stream().filter(name -> !name.equals("bom"))).allMatch(house.floors()::knows);
    }
}

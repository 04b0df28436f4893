package io.switchhook.systemtests.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The BOM stands alone, so that it brings users our modules and nobody else's versions; this keeps it in step. */
class BomTest {

    @Test
    void bomListsEveryShippedModuleInTheVersionOfTheHouse() throws IOException {
        var house = House.own();
        var bom = house.root().resolve("bom/pom.xml");
        var shipped = Poms.modulesOf(house.root().resolve("pom.xml")).stream()
                .filter(house.floors()::knows)
                .filter(house.floors()::isShipped)
                .filter(name -> !name.equals("examples"))
                .map(name -> "switchhook-" + name);
        assertThat(Poms.ownArtifacts(bom)).containsExactlyInAnyOrderElementsOf(shipped.toList());
        assertThat(Poms.versionOf(bom)).isEqualTo(Poms.versionOf(house.root().resolve("pom.xml")));
    }
}

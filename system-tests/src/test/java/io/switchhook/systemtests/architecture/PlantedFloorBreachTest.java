package io.switchhook.systemtests.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rules about modules and packages against houses that break them. */
class PlantedFloorBreachTest {
    @TempDir
    Path root;

    private PlantedHouse house;

    @BeforeEach
    void startHouse() throws IOException {
        house = PlantedHouse.in(root);
    }

    @Test
    void useOfASiblingIsFound() throws IOException {
        house.code("media", "package io.switchhook.media; public class Codec {}");
        house.code("sip", "package io.switchhook.sip; class Call { io.switchhook.media.Codec codec; }");
        assertThat(PlantedHouse.breaches("floors", house.build()))
                .containsExactly(new Violation("io.switchhook.sip.Call", "sip (floor 2) uses media (floor 2)"));
    }

    @Test
    void useOfAHigherFloorIsFound() throws IOException {
        house.code("stack", "package io.switchhook.stack; public class Leg {}");
        house.code("transport", "package io.switchhook.transport; class Port { io.switchhook.stack.Leg leg; }");
        assertThat(PlantedHouse.breaches("floors", house.build())).hasSize(1);
    }

    @Test
    void useOfALowerFloorIsLeftAlone() throws IOException {
        house.code("base", "package io.switchhook.base; public class Clock {}");
        house.code("pbx", "package io.switchhook.pbx; class Registrar { io.switchhook.base.Clock clock; }");
        assertThat(PlantedHouse.breaches("floors", house.build())).isEmpty();
    }

    @Test
    void productThatUsesTheSimulationIsFound() throws IOException {
        house.code("simulation", "package io.switchhook.simulation; public class Net {}");
        house.code("phone", "package io.switchhook.phone; class Phone { io.switchhook.simulation.Net net; }");
        assertThat(PlantedHouse.breaches("floors", house.build())).hasSize(1);
    }

    @Test
    void upwardRequiresIsFoundInTheModuleDescriptor() throws IOException {
        house.code("base", "module io.switchhook.base { requires io.switchhook.sdp; }");
        house.code("sdp", "module io.switchhook.sdp { }");
        // The descriptor of base names sdp; javac wants to see it, so sdp is compiled first.
        assertThat(PlantedHouse.breaches("floors", house.buildAsModules("sdp", "base")))
                .containsExactly(new Violation("io.switchhook.base", "requires sdp (floor 1)"));
    }

    @Test
    void moduleOnNoFloorIsFound() throws IOException {
        house.code("cellar", "package io.switchhook.cellar; class Wine {}");
        assertThat(PlantedHouse.breaches("floors", house.build()))
                .extracting(Violation::where)
                .containsExactly("cellar");
    }

    @Test
    void classOutsideThePackageOfItsModuleIsFound() throws IOException {
        house.code("sdp", "package io.switchhook.sip; class Stranger {}");
        assertThat(PlantedHouse.breaches("floors", house.build()))
                .extracting(Violation::where)
                .contains("io.switchhook.sip.Stranger");
    }

    @Test
    void packageCycleIsFound() throws IOException {
        house.code("sip", "package io.switchhook.sip.a; public interface A { io.switchhook.sip.b.B b(); }");
        house.code("sip", "package io.switchhook.sip.b; public interface B { io.switchhook.sip.a.A a(); }");
        assertThat(PlantedHouse.breaches("package-cycles", house.buildTogether("sip")))
                .extracting(Violation::where)
                .containsExactly("sip");
    }

    @Test
    void packagesThatOnlyLookDownAreLeftAlone() throws IOException {
        house.code("sip", "package io.switchhook.sip.b; public interface B { }");
        house.code("sip", "package io.switchhook.sip.a; public interface A { io.switchhook.sip.b.B b(); }");
        assertThat(PlantedHouse.breaches("package-cycles", house.build())).isEmpty();
    }

    @Test
    void exportedInternalPackageIsFound() throws IOException {
        house.code("sdp", "package io.switchhook.sdp.internal; public interface Inner {}");
        house.code("sdp", "module io.switchhook.sdp { exports io.switchhook.sdp.internal; }");
        assertThat(PlantedHouse.breaches("exports", house.buildTogether("sdp"))).hasSize(1);
    }

    @Test
    void moduleThatWasNotCompiledIsFound() throws IOException {
        house.code("sdp", "package io.switchhook.sdp; class Sdp {}");
        assertThat(PlantedHouse.breaches("compiled", House.at(root)))
                .extracting(Violation::where)
                .containsExactly("sdp");
    }
}

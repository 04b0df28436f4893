package io.switchhook.systemtests.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules about sources and texts against files that break them. Nothing needs compiling here. */
class PlantedSourceBreachTest {
    @TempDir
    Path root;

    private PlantedHouse house;

    @BeforeEach
    void startHouse() throws IOException {
        house = PlantedHouse.in(root);
    }

    private List<Violation> of(String rule, String source) throws IOException {
        house.code("sip", source);
        return PlantedHouse.breaches(rule, House.at(root));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "return switch (state) { case CALLING -> 1; default -> 2; };",
                "switch (state) { case CALLING: return 1; default: return 2; }",
            })
    void defaultOverAnEnumIsFound(String text) throws IOException {
        assertThat(of("no-default-over-enums", Planted.enumSwitch(text))).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "return switch (state) { case CALLING -> 1; case DONE -> 2; };",
                "return switch (text) { case \"CALLING\" -> 1; default -> 2; };",
                "return switch (text.length()) { case 1 -> 1; default -> 2; };",
            })
    void otherSwitchesAreLeftAlone(String text) throws IOException {
        assertThat(of("no-default-over-enums", Planted.enumSwitch(text))).isEmpty();
    }

    @Test
    void methodOfSixtyOneLinesIsFoundAndOfSixtyIsNot() throws IOException {
        assertThat(of("method-length", Planted.method("sip", "hashCode();\n".repeat(58))))
                .hasSize(1);
        assertThat(of("method-length", Planted.method("sip", "hashCode();\n".repeat(57))))
                .isEmpty();
    }

    @Test
    void longFileIsFound() throws IOException {
        assertThat(of("file-length", Planted.method("sip", "hashCode();") + "\n".repeat(500)))
                .hasSize(1);
    }

    @Test
    void longLineIsFound() throws IOException {
        assertThat(of("line-length", Planted.method("sip", "String s = \"" + "x".repeat(180) + "\";")))
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SipUtil", "SipUtils", "CallHelper", "CallManager", "DialogImpl", "TransactionBase"})
    void nameThatSaysNothingIsFound(String name) throws IOException {
        assertThat(of("names", "package io.switchhook.sip; class " + name + " {}"))
                .hasSize(1);
        assertThat(of("names", "package io.switchhook.sip; class Outer" + name + "X { class " + name + " {} }"))
                .isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Database", "Simple", "Utility"})
    void nameThatOnlyLooksLikeItIsLeftAlone(String name) throws IOException {
        assertThat(of("names", "package io.switchhook.sip; class " + name + " {}"))
                .isEmpty();
    }

    @Test
    void switchedOffTestIsFound() throws IOException {
        house.testCode(
                "sip", "package io.switchhook.sip; import org.junit.jupiter.api.Disabled; @Disabled class OneTest {}");
        assertThat(PlantedHouse.breaches("no-switched-off-tests", House.at(root)))
                .hasSize(1);
    }

    @Test
    void packageWithoutDocIsFound() throws IOException {
        assertThat(of("package-doc", "package io.switchhook.sip; class One {}")).hasSize(1);
        assertThat(of("package-doc", "package io.switchhook.sip;")).hasSize(1);
        assertThat(of("package-doc", "/** What it is for. */\npackage io.switchhook.sip;"))
                .isEmpty();
    }

    @Test
    void publicTypeWithoutDocInAnExportedPackageIsFound() throws IOException {
        house.code("sip", "package io.switchhook.sip; public class Bare {}");
        house.code("sip", "package io.switchhook.sip;\n/** A call. */\npublic class Told {}");
        house.code("sip", "package io.switchhook.sip; class Inner {}");
        house.code("sip", "/** Doc. */\nmodule io.switchhook.sip { exports io.switchhook.sip; }");
        assertThat(PlantedHouse.breaches("public-type-doc", house.buildTogether("sip")))
                .extracting(Violation::what)
                .containsExactly("Bare has no doc");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "// TO" + "DO mend this",
                "/* FIX" + "ME */",
            })
    void noteLeftForLaterIsFound(String comment) throws IOException {
        assertThat(of("nothing-left-for-later", Planted.method("sip", comment))).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "// int before = 1;",
                "// if (before) {",
                "/* call.hangUp();\n */",
            })
    void codeInACommentIsFound(String comment) throws IOException {
        assertThat(of("no-commented-out-code", Planted.method("sip", comment + "\n")))
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "// RFC 3261 §17.1.1.2",
                "String url = \"sip://x; y\"; // the parameter stays",
                "String text = \"\"\"\n    // not a comment;\n    \"\"\";",
                "char quote = '\"'; // an odd one: \" and '",
            })
    void wordsInACommentAreLeftAlone(String line) throws IOException {
        assertThat(of("no-commented-out-code", Planted.method("sip", line + "\n")))
                .isEmpty();
    }

    @Test
    void pathOfOneMachineIsFoundInAnyFile() throws IOException {
        house.file("docs/guide.md", "see /wor" + "k/notes for more");
        house.file("docs/clean.md", "see the homework");
        house.file("target/built.txt", "/wor" + "k/built");
        assertThat(PlantedHouse.breaches("words-of-one-place", House.at(root)))
                .extracting(Violation::where)
                .containsExactly("docs/guide.md");
    }
}

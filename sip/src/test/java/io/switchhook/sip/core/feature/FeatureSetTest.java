package io.switchhook.sip.core.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.switchhook.sip.message.uri.Parameters;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("RFC 3840 §5, RFC 3841 §8, RFC 2533 §4: features and whether they match")
class FeatureSetTest {
    private static final String EXAMPLE = "mobility=\"fixed\";events=\"!presence,message-summary\";language=\"en,de\""
            + ";description=\"<PC>\";+sip.newparam;+rangeparam=\"#-4:+5.125\"";

    private static FeatureSet features(String parameters) {
        return FeatureSet.of(Parameters.parse(parameters));
    }

    @Test
    @DisplayName("Only features are taken of the parameters of a Contact, as they are written")
    void featuresAmongOtherParameters() {
        assertThat(features("expires=60;audio;q=0.5;reg-id=1;other=7;" + EXAMPLE))
                .hasToString("audio;" + EXAMPLE)
                .isEqualTo(features("audio;" + EXAMPLE));
        assertThat(features("expires=60;q=0.5")).isEqualTo(FeatureSet.EMPTY);
        assertThat(features("")).isEqualTo(FeatureSet.EMPTY);
    }

    @ParameterizedTest(name = "{0} and {1}: {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "audio                    | audio                       | true",
                "audio                    | audio=\"TRUE\"              | true",
                "audio                    | AUDIO=\"true\"              | true",
                "audio                    | audio=\"FALSE\"             | false",
                "audio                    | video                       | true",
                "+sip.audio               | audio=\"FALSE\"             | false",
                "+language=\"en\"         | language=\"de\"             | false",
                "+audio                   | audio=\"FALSE\"             | true",
                "mobility=\"fixed\"       | mobility=\"mobile\"         | false",
                "mobility=\"!fixed\"      | mobility=\"mobile\"         | true",
                "mobility=\"!fixed\"      | mobility=\"Fixed\"          | false",
                "mobility=\"!fixed\"      | mobility=\"!fixed\"         | true",
                "methods=\"INVITE,BYE\"   | methods=\"BYE\"             | true",
                "methods=\"INVITE, BYE\"  | methods=\"BYE\"             | true",
                "methods=\"INVITE,BYE\"   | methods=\"MESSAGE\"         | false",
                "description=\"<PC>\"     | description=\"<PC>\"        | true",
                "description=\"<PC>\"     | description=\"<pc>\"        | false",
                "description=\"<PC>\"     | description=\"PC\"          | false",
                "description=\"<PC>\"     | description=\"!PC\"         | true",
                "description=\"<a,b>\"    | description=\"<a,b>\"       | true",
                "+a=\"#=4\"               | +a=\"#4\"                   | true",
                "+a=\"#-4:+5.125\"        | +a=\"#=5.12\"               | true",
                "+a=\"#-4:+5.125\"        | +a=\"#=5.2\"                | false",
                "+a=\"#-4:+5.125\"        | +a=\"#>=5\"                 | true",
                "+a=\"#-4:+5.125\"        | +a=\"#>=6\"                 | false",
                "+a=\"#<=3\"              | +a=\"#>=4\"                 | false",
                "+a=\"!#<=3\"             | +a=\"#>=3\"                 | true",
                "+a=\"!#<=3\"             | +a=\"#1:2\"                 | false",
                "+a=\"!#<=3\"             | +a=\"!#>=3\"                | true",
                "+a=\"#4\"                | +a=\"4\"                    | false",
                "+a=\"!#4\"               | +a=\"word\"                 | true",
                "+a=\"#nonsense\"         | +a=\"#nonsense\"            | true",
                "+a=\"#\"                 | +a=\"#1\"                   | false",
                "+a=\"#1:\"               | +a=\"#5\"                   | true",
                "+a=\"\"                  | +a=\"x\"                    | false",
            })
    void matching(String one, String other, boolean matches) {
        assertThat(features(one).matches(features(other))).isEqualTo(matches);
        assertThat(features(other).matches(features(one))).isEqualTo(matches);
    }

    @Test
    @DisplayName("RFC 3841 §7.2.4: the score counts what is named, whatever the value")
    void share() {
        var wanted = features("methods=\"BYE\";class=\"business\"");
        assertThat(wanted.shareNamedBy(features("methods=\"INVITE\""))).isEqualTo(0.5, within(0.001));
        assertThat(wanted.shareNamedBy(features("audio"))).isZero();
        assertThat(FeatureSet.EMPTY.shareNamedBy(features("audio"))).isEqualTo(1);
    }

    @Test
    @DisplayName("RFC 3841 §7.2.2: method and event package")
    void implied() {
        var implied = FeatureSet.impliedBy("SUBSCRIBE", Optional.of("presence"));
        assertThat(implied.matches(features("methods=\"INVITE,SUBSCRIBE\";events=\"presence,dialog\"")))
                .isTrue();
        assertThat(implied.matches(features("methods=\"INVITE,SUBSCRIBE\";events=\"dialog\"")))
                .isFalse();
        assertThat(FeatureSet.impliedBy("INVITE", Optional.empty()).matches(features("methods=\"MESSAGE\"")))
                .isFalse();
    }

    @Test
    @DisplayName("Of many only the first are compared, and all come back")
    void bounded() {
        var many = IntStream.range(0, 40).mapToObj(i -> "+f" + i + "=\"a\"").collect(Collectors.joining(";"));
        assertThat(features(many).parameters().size()).isEqualTo(40);
        assertThat(features(many).matches(features("+f31=\"b\""))).isFalse();
        assertThat(features(many).matches(features("+f32=\"b\""))).isTrue();
        var values = IntStream.range(0, 40).mapToObj(Integer::toString).collect(Collectors.joining(","));
        assertThat(features("+f=\"" + values + "\"").matches(features("+f=\"31\"")))
                .isTrue();
        assertThat(features("+f=\"" + values + "\"").matches(features("+f=\"32\"")))
                .isFalse();
    }
}

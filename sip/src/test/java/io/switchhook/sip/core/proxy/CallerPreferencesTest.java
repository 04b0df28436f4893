package io.switchhook.sip.core.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.sip.core.feature.FeatureSet;
import io.switchhook.sip.message.uri.Parameters;
import io.switchhook.sip.message.uri.SipUri;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 3841 §7: which telephones the caller wants, and in what order")
class CallerPreferencesTest {

    private static ProxyTarget target(String user, double q, String features) {
        return ProxyTarget.of(SipUri.of(user, "h.example.com"))
                .withQ(q)
                .withFeatures(FeatureSet.of(Parameters.parse(features)));
    }

    /** Users of a group with a blank between them, groups with a comma. */
    private static String select(List<ProxyTarget> targets, String... headers) {
        return select("INVITE", targets, headers);
    }

    private static String select(String method, List<ProxyTarget> targets, String... headers) {
        var request = ProxyFixture.request(method, headers);
        return CallerPreferences.of(request)
                .select(targets)
                .map(CallerPreferencesTest::users)
                .orElse("nobody");
    }

    private static String users(TargetSet selected) {
        return String.join(
                ", ",
                selected.groups().stream()
                        .map(group -> String.join(
                                " ",
                                group.stream().map(CallerPreferencesTest::user).toList()))
                        .toList());
    }

    private static String user(ProxyTarget target) {
        return ((SipUri) target.uri()).user().orElseThrow();
    }

    @Test
    @DisplayName("§7.2.5: the example of the RFC")
    void example() {
        var targets = List.of(
                target("u1", 0.2, "audio;video;methods=\"INVITE,BYE\""),
                target("u2", 0.2, "audio=\"FALSE\";methods=\"INVITE\";actor=\"msg-taker\""),
                target("u3", 0.3, "audio;actor=\"msg-taker\";methods=\"INVITE\";video"),
                target("u4", 0.2, "audio;methods=\"INVITE,OPTIONS\""),
                target("u5", 0.5, ""));
        assertThat(select(
                        targets,
                        "Reject-Contact: *;actor=\"msg-taker\";video",
                        "Accept-Contact: *;audio;require",
                        "Accept-Contact: *;video;explicit",
                        "Accept-Contact: *;methods=\"BYE\";class=\"business\";q=1.0"))
                .isEqualTo("u5, u1, u4");
    }

    private final List<ProxyTarget> desk = List.of(
            target("desk", 1, "audio;mobility=\"fixed\""),
            target("pocket", 1, "audio;mobility=\"mobile\""),
            target("plain", 1, ""));

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "X-None: 1                                             | desk pocket plain",
                "Accept-Contact: *;mobility=\"mobile\"                 | pocket plain, desk",
                "Accept-Contact: *;mobility=\"mobile\";require         | pocket plain",
                "Accept-Contact: *;video;explicit                      | plain, desk pocket",
                "Accept-Contact: *;video;explicit;require              | plain",
                "Accept-Contact: *;video;require                       | plain, desk pocket",
                "a: *;mobility=\"mobile\";require, *;mobility=\"fixed\";require | plain",
                "Reject-Contact: *;mobility=\"mobile\"                 | desk plain",
                "j: *;mobility=\"mobile\", *;mobility=\"fixed\"        | plain",
                "Reject-Contact: *;mobility=\"mobile\";video           | desk pocket plain",
                "Accept-Contact: nonsense                              | desk pocket plain",
                "Request-Disposition: no-fork                          | desk",
                "Request-Disposition: sequential                       | desk, pocket, plain",
                "d: parallel, no-queue                                 | desk pocket plain",
                "Request-Disposition: parallel, sequential             | desk pocket plain",
                "Request-Disposition: redirect, SEQUENTIAL             | desk, pocket, plain",
            })
    void preferences(String header, String selected) {
        assertThat(select(desk, header)).isEqualTo(selected);
    }

    @Test
    @DisplayName("The order of who is called goes before that of the caller, but for parallel")
    void orderOfTheCallee() {
        var targets = List.of(target("low", 0.3, "mobility=\"mobile\""), target("high", 0.7, "mobility=\"fixed\""));
        assertThat(select(targets, "Accept-Contact: *;mobility=\"mobile\"")).isEqualTo("high, low");
        assertThat(select(targets, "Request-Disposition: parallel")).isEqualTo("high low");
        assertThat(select(targets, "Request-Disposition: no-fork")).isEqualTo("high");
    }

    @Test
    @DisplayName("§7.2.4: 480 when the caller wants none of them")
    void nobodyIsLeft() {
        var targets = List.of(target("desk", 1, "audio"));
        assertThat(select(targets, "Accept-Contact: *;video;require;explicit")).isEqualTo("nobody");
        assertThat(select(targets, "Reject-Contact: *;audio")).isEqualTo("nobody");
    }

    @Test
    @DisplayName("§7.2.2: the method is a wish too; when nobody understands it, all are asked")
    void impliedByTheMethod() {
        var targets = List.of(
                target("phone", 1, "methods=\"INVITE,ACK,BYE,CANCEL\""),
                target("chat", 1, "methods=\"MESSAGE,SUBSCRIBE\";events=\"presence\""));
        assertThat(select("INVITE", targets)).isEqualTo("phone");
        assertThat(select("MESSAGE", targets)).isEqualTo("chat");
        assertThat(select("SUBSCRIBE", targets, "Event: presence")).isEqualTo("chat");
        assertThat(select("SUBSCRIBE", targets, "Event: dialog")).isEqualTo("phone chat");
        assertThat(select("INFO", targets)).isEqualTo("phone chat");
    }

    @ParameterizedTest
    @ValueSource(strings = {"CANCEL", "ACK"})
    @DisplayName("§5: what follows an INVITE goes where it has gone, through a proxy without memory too")
    void followsTheInvite(String method) {
        var targets = List.of(target("chat", 1, "methods=\"CANCEL,ACK\""), target("phone", 1, "methods=\"INVITE\""));
        assertThat(select(method, targets)).isEqualTo("phone");
    }

    @Test
    @DisplayName("What a method implies changes no order: a telephone that names features rings with one that does not")
    void impliedChangesNoOrder() {
        var targets = List.of(target("new", 1, "+sip.instance=\"<urn:uuid:1>\""), target("old", 1, ""));
        assertThat(select("INVITE", targets)).isEqualTo("new old");
    }

    @Test
    @DisplayName("Wishes without end are not compared with each")
    void bounded() {
        var headers = new String[12];
        for (int i = 0; i < headers.length; i++) {
            headers[i] = "Reject-Contact: *;" + (i == 11 ? "audio" : "video");
        }
        assertThat(select(List.of(target("desk", 1, "audio")), headers)).isEqualTo("desk");
    }
}

package io.switchhook.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.phone.call.CallState;
import io.switchhook.phone.call.DialOptions;
import io.switchhook.sip.core.event.EventState;
import io.switchhook.systemtests.fixture.Stage;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 3608: the way that the registrar tells for later requests")
class ServiceRouteTest {
    @RegisterExtension
    final Stage stage = new Stage();

    @Test
    @DisplayName("§6.1: calls take the service route of the latest 2xx, and none once it is gone")
    void callsTakeTheServiceRoute() {
        var pbx = stage.peerAsPbx("858");
        var phone = stage.unregistered("858");
        for (var route : List.of("<sip:10.0.0.9;lr>, <sip:second.example.com;lr>", "")) {
            var registered = phone.line().register();
            var register = pbx.expectRequest("REGISTER");
            assertThat(register.elements("Supported")).contains("path");
            pbx.respond(register, 200, answer -> {
                answer.header("Contact", register.header("Contact").orElseThrow() + ";expires=600");
                if (!route.isEmpty()) {
                    answer.header("Service-Route", route);
                }
            });
            assertThat(stage.await(registered).isRegistered()).isTrue();
            phone.prepare("sip:853@far.example.com").start();
            if (route.isEmpty()) {
                assertThat(stage.await(phone.lastCall().ended()).state()).isEqualTo(CallState.FAILED);
            } else {
                var invite = pbx.expectRequest("INVITE");
                assertThat(invite.elements("Route")).isEqualTo(List.of(route.split(", ")));
                assertThat(invite.requestUri()).isEqualTo("sip:853@far.example.com");
                pbx.respond(invite, 486);
                pbx.expectRequest("ACK");
            }
            var gone = phone.line().unregister();
            pbx.respond(pbx.expectRequest("REGISTER"), 200);
            stage.await(gone);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisplayName("§6.1: so does a call that was made before the registration, and placed after it; and a publication")
    void callMadeBeforeTakesTheServiceRoute(boolean anonymous) {
        var pbx = stage.peerAsPbx("858");
        var phone = stage.unregistered("858");
        var call = phone.prepare(
                "sip:853@far.example.com", anonymous ? DialOptions.DEFAULT.anonymously() : DialOptions.DEFAULT);
        var publication = phone.line().createPublication("x-door");
        var registered = phone.line().register();
        var register = pbx.expectRequest("REGISTER");
        pbx.respond(
                register, 200, answer -> answer.header("Expires", "600").header("Service-Route", "<sip:10.0.0.9;lr>"));
        assertThat(stage.await(registered).isRegistered()).isTrue();
        call.start();
        var invite = pbx.expectRequest("INVITE");
        assertThat(invite.elements("Route")).containsExactly("<sip:10.0.0.9;lr>");
        pbx.respond(invite, 486);
        pbx.expectRequest("ACK");
        publication.publish(EventState.of("text/plain", "open"));
        var publish = pbx.expectRequest("PUBLISH");
        assertThat(publish.elements("Route")).containsExactly("<sip:10.0.0.9;lr>");
        pbx.respond(publish, 489);
    }
}

package io.switchhook.phone;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.phone.call.DialOutcome;
import io.switchhook.phone.event.PublicationOutcome;
import io.switchhook.phone.event.SubscribeOutcome;
import io.switchhook.phone.line.MessageOutcome;
import io.switchhook.phone.line.OptionsOutcome;
import io.switchhook.phone.line.RegistrationOutcome;
import io.switchhook.sip.core.event.EventState;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** An account without a secret is asked for a login: everything that it tries says so. */
class NoSecretTest {
    private static final String ADVICE =
            "The realm \"biloxi\" asks for a login, and this account has no secret; give it one.";

    private final Bench bench = new Bench();
    private final PhoneLine line = bench.phone.createLine(SipAccount.builder("sip:859@192.0.2.2")
            .expires(Duration.ofMinutes(5))
            .build());

    NoSecretTest() throws IOException {}

    private void challenge(String method) {
        var request = bench.peer.expectRequest(method);
        bench.peer.respond(
                request, 401, draft -> draft.header("WWW-Authenticate", "Digest realm=\"biloxi\", nonce=\"1\""));
        if (method.equals("INVITE")) {
            bench.peer.expectRequest("ACK");
        }
    }

    @Test
    void registration() {
        var outcome = line.register();
        challenge("REGISTER");
        assertThat(bench.await(outcome))
                .isEqualTo(new RegistrationOutcome.Refused(401, "Unauthorized: " + ADVICE, Optional.empty()));
        bench.close();
    }

    @Test
    void call() {
        var call = line.createCall("853");
        var outcome = call.start();
        challenge("INVITE");
        assertThat(bench.await(outcome)).isEqualTo(new DialOutcome.Refused(401, "Unauthorized", Optional.of(ADVICE)));
        assertThat(bench.await(call.ended()).reason()).isEqualTo("Unauthorized: " + ADVICE);
        bench.close();
    }

    @Test
    void message() {
        var outcome = line.sendMessage("853", "hello");
        challenge("MESSAGE");
        assertThat(bench.await(outcome))
                .isEqualTo(new MessageOutcome.Refused(401, "Unauthorized", Optional.of(ADVICE)));
        bench.close();
    }

    @Test
    void options() {
        var outcome = line.askOptions("853");
        challenge("OPTIONS");
        assertThat(((OptionsOutcome.Refused) bench.await(outcome)).reason()).isEqualTo("Unauthorized: " + ADVICE);
        bench.close();
    }

    @Test
    void subscription() {
        var outcome = line.createSubscription("presence", "853").start();
        challenge("SUBSCRIBE");
        assertThat(((SubscribeOutcome.Refused) bench.await(outcome)).reason()).isEqualTo("Unauthorized: " + ADVICE);
        bench.close();
    }

    @Test
    void publication() {
        var outcome = line.createPublication("presence").publish(EventState.of("text/plain", "here"));
        challenge("PUBLISH");
        assertThat(((PublicationOutcome.Refused) bench.await(outcome)).reason()).isEqualTo("Unauthorized: " + ADVICE);
        bench.close();
    }
}

package io.switchhook.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.phone.IncomingCall;
import io.switchhook.phone.call.DialOutcome;
import io.switchhook.services.Service;
import io.switchhook.services.ServiceOutcome;
import io.switchhook.services.ServicePlace;
import io.switchhook.systemtests.fixture.Stage;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("Services at numbers of the PBX")
class ServicesTest {
    @RegisterExtension
    final Stage stage = new Stage();

    private final List<String> seen = new ArrayList<>();

    /** Tells who calls, and is busy. */
    private final class Busy implements Service {
        private ServicePlace place;

        @Override
        public void open(ServicePlace opened) {
            place = opened;
            seen.add("open " + opened.number());
        }

        @Override
        public void serve(IncomingCall call) {
            seen.add(place.number() + " called by " + call.remoteNumber());
            call.reject();
        }

        @Override
        public void close() {
            seen.add("closed " + place.number());
        }
    }

    private int statusOf(String caller, String number) {
        var outcome = stage.await(stage.registered(caller).prepare(number).start());
        assertThat(outcome).isInstanceOf(DialOutcome.Refused.class);
        return ((DialOutcome.Refused) outcome).status();
    }

    @Test
    void eachServiceTakesTheCallsForItsNumber() {
        stage.startPbx();
        var services = stage.services();
        assertThat(stage.await(services.open("700", new Busy()))).isEqualTo(new ServiceOutcome.Open("700"));
        assertThat(stage.await(services.open("800", new Busy())).isOpen()).isTrue();
        assertThat(services.numbers()).containsExactlyInAnyOrder("700", "800");
        assertThat(statusOf("858", "700")).isEqualTo(486);
        assertThat(statusOf("853", "800")).isEqualTo(486);
        assertThat(seen).containsExactly("open 700", "open 800", "700 called by 858", "800 called by 853");
    }

    @Test
    void numberThatIsThereIsNotPossible() {
        stage.startPbx();
        var outcome = stage.await(stage.services().open("858", new Busy()));
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        ServiceOutcome.NotPossible.class,
                        refused -> assertThat(refused.reason()).contains("858"));
        assertThat(seen).isEmpty();
    }

    @Test
    void whoIsClosedHasNoNumberAndTakesNoOther() {
        stage.startPbx();
        var services = stage.services();
        stage.await(services.open("700", new Busy()));
        stage.await(services.closeAsync());
        assertThat(seen).containsExactly("open 700", "closed 700");
        assertThat(stage.await(services.open("701", new Busy())).isOpen()).isFalse();
        assertThat(statusOf("858", "700")).isEqualTo(404);
        assertThat(stage.await(services.closeAsync())).isNull();
    }

    /** Breaks when it is opened, or when it is called. */
    private record Broken(boolean whenOpened) implements Service {
        @Override
        public void open(ServicePlace place) {
            if (whenOpened) {
                throw new IllegalStateException("cannot be opened");
            }
        }

        @Override
        public void serve(IncomingCall call) {
            throw new IllegalStateException("cannot be called");
        }

        @Override
        public void close() {}
    }

    @Test
    void aServiceThatCannotBeOpenedLeavesItsNumberFree() {
        stage.startPbx();
        var services = stage.services();
        var opening = services.open("700", new Broken(true));
        stage.seconds(1);
        assertThat(opening).isCompletedExceptionally();
        assertThat(services.numbers()).isEmpty();
        assertThat(statusOf("858", "700")).isEqualTo(404);
        assertThat(stage.await(services.open("700", new Busy())).isOpen()).isTrue();
    }

    @Test
    void whoCallsAServiceThatFailsIsRefused() {
        stage.startPbx();
        stage.await(stage.services().open("700", new Broken(false)));
        assertThat(statusOf("858", "700")).isEqualTo(500);
        assertThat(stage.simulation().takeCallbackFailures()).hasSize(1);
    }
}

package io.switchhook.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.systemtests.fixture.Stage;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("RFC 3665 §2: registration")
class RegistrationTest {
    @RegisterExtension
    final Stage stage = new Stage();

    @Test
    @DisplayName("§2.1 successful new registration")
    void newRegistrationAnswersTheChallengeAndSucceeds() {
        stage.startPbx();
        stage.registered("858");
        assertThat(stage.flow("858", "pbx")).containsExactly("REGISTER", "REGISTER");
        assertThat(stage.flow("pbx", "858")).containsExactly("401 REGISTER", "200 REGISTER");
    }
}

package io.switchhook.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.pbx.PbxQualityReport;
import io.switchhook.phone.Publication;
import io.switchhook.phone.SipAccount;
import io.switchhook.phone.call.CallSettings;
import io.switchhook.phone.event.PublicationOutcome;
import io.switchhook.phone.event.PublicationState;
import io.switchhook.simulation.LinkModel;
import io.switchhook.sip.core.event.EventState;
import io.switchhook.stack.quality.QualityParameter;
import io.switchhook.stack.quality.QualityReport;
import io.switchhook.systemtests.fixture.Stage;
import io.switchhook.systemtests.fixture.Telephone;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("RFC 6035 §3.2: a PBX takes the reports of its telephones on the quality of their calls")
class PbxQualityReportsTest {
    private static final String SHORT = "VQSessionReport: CallTerm\r\nCallID: 1@a\r\nLocalMetrics:\r\n";

    @RegisterExtension
    final Stage stage = new Stage();

    private final List<PbxQualityReport> reports = new CopyOnWriteArrayList<>();

    private void startPbx() {
        stage.startPbx(builder -> builder.onQualityReport(reports::add));
    }

    private Telephone reporting(String number, String secret) {
        return stage.telephone(
                number,
                SipAccount.builder("sip:" + number + "@" + Stage.PBX_ADDRESS)
                        .secret(secret)
                        .calls(CallSettings.DEFAULT.withQualityReports())
                        .qualityCollector("sip:quality@" + Stage.PBX_ADDRESS)
                        .build());
    }

    private void talkOverABadLine(Telephone caller) {
        stage.registered("853").answering();
        var call = caller.talkTo("853");
        stage.simulation().defaultLink(LinkModel.LAN.withLossPercent(3));
        stage.seconds(40);
        stage.simulation().defaultLink(LinkModel.LAN);
        stage.seconds(10);
        stage.await(call.hangUp());
        stage.seconds(2);
    }

    @Test
    void lossOfACallIsToldToTheProgram() {
        startPbx();
        var caller = reporting("858", "858").register();
        talkOverABadLine(caller);
        assertThat(reports).hasSize(1);
        assertThat(reports.get(0).number()).isEqualTo("858");
        var report = reports.get(0).report();
        assertThat(report.session().callId()).isEqualTo(caller.lastCall().id());
        var losses = stage.await(caller.lastCall().statistics())
                .audio()
                .orElseThrow()
                .received()
                .losses();
        assertThat(losses.lost()).isPositive();
        assertThat(report.localMetrics()
                        .number(QualityParameter.NETWORK_PACKET_LOSS_RATE)
                        .getAsDouble())
                .isBetween(1.0, 7.0);
        assertThat(report.remoteMetrics().orElseThrow().number(QualityParameter.NETWORK_PACKET_LOSS_RATE))
                .as("the other telephone's own, which the PBX passes on")
                .isPresent();
        var answer = stage.answers("pbx", "PUBLISH", 200).get(0);
        assertThat(answer.header("SIP-ETag")).isPresent();
        assertThat(answer.header("Expires")).contains("3600");
    }

    @Test
    void pbxWithoutAListenerRefusesThemOnce() {
        stage.startPbx();
        var caller = reporting("858", "858").register();
        talkOverABadLine(caller);
        assertThat(stage.answers("pbx", "PUBLISH", 405)).hasSize(1);
        stage.await(caller.talkTo("853").hangUp());
        stage.seconds(5);
        assertThat(stage.requests("858", "PUBLISH")).hasSize(1);
    }

    @Test
    void whoDoesNotKnowThePasswordReportsNothing() {
        startPbx();
        var stranger = reporting("858", "wrong");
        var outcome = stage.await(stranger.line()
                .createPublication(QualityReport.PACKAGE)
                .publish(EventState.of(QualityReport.BODY_TYPE, SHORT)));
        assertThat(outcome).isInstanceOf(PublicationOutcome.Refused.class);
        assertThat(reports).isEmpty();
    }

    private PublicationOutcome publish(Publication publication, String type, String text) {
        return stage.await(publication.publish(EventState.of(type, text)));
    }

    private static int statusOf(PublicationOutcome outcome) {
        return ((PublicationOutcome.Refused) outcome).status();
    }

    @Test
    @DisplayName("RFC 3903 §6: other packages, other bodies, and what is no report")
    void whatIsNoReportIsRefused() {
        startPbx();
        var line = reporting("858", "858").line();
        assertThat(statusOf(publish(line.createPublication("presence"), "text/plain", "here")))
                .isEqualTo(489);
        assertThat(statusOf(publish(line.createPublication(QualityReport.PACKAGE), "text/plain", SHORT)))
                .isEqualTo(415);
        assertThat(statusOf(publish(
                        line.createPublication(QualityReport.PACKAGE), QualityReport.BODY_TYPE, "VQSessionReport")))
                .isEqualTo(400);
        assertThat(reports).isEmpty();
    }

    @Test
    @DisplayName("RFC 3903 §4: who keeps a report alive is left to, and tells it once all the same")
    void reportThatIsRefreshedIsToldOnce() {
        startPbx();
        var publication = reporting("858", "858").line().createPublication(QualityReport.PACKAGE);
        assertThat(publish(publication, QualityReport.BODY_TYPE, SHORT).isPublished())
                .isTrue();
        stage.seconds(4_000);
        assertThat(publication.state()).isEqualTo(PublicationState.PUBLISHED);
        stage.await(publication.remove());
        stage.seconds(1);
        assertThat(reports).hasSize(1);
        assertThat(reports.get(0).report().session().callId()).isEqualTo("1@a");
    }
}

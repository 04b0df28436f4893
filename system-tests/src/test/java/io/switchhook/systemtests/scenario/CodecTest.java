package io.switchhook.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.pbx.TranscodingSettings;
import io.switchhook.phone.PhoneConfig;
import io.switchhook.phone.SipAccount;
import io.switchhook.phone.call.CallState;
import io.switchhook.phone.call.DialOutcome;
import io.switchhook.phone.call.TransferOutcome;
import io.switchhook.sdp.MediaFormat;
import io.switchhook.systemtests.fixture.Stage;
import io.switchhook.systemtests.fixture.Telephone;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("RFC 3264: formats that differ")
class CodecTest {
    private static final Map<Character, MediaFormat> FORMATS =
            Map.of('A', MediaFormat.PCMA, 'U', MediaFormat.PCMU, 'G', MediaFormat.G722);

    @RegisterExtension
    final Stage stage = new Stage();

    private Telephone registered(String number, String codecs) {
        var formats =
                codecs.chars().mapToObj(letter -> FORMATS.get((char) letter)).toList();
        return stage.telephone(
                        number,
                        SipAccount.builder("sip:" + number + "@" + Stage.PBX_ADDRESS)
                                .secret(number)
                                .build(),
                        PhoneConfig.DEFAULT.withRtpPorts(5_000, 10_000).withCodecs(List.copyOf(formats)))
                .register();
    }

    @ParameterizedTest
    @CsvSource({"A, A", "U, U", "AU, A", "A, UA", "AU, UA", "UA, AU", "G, G", "GU, UG", "UG, G"})
    void phonesTalkInWhatTheyShare(String first, String second) {
        stage.startPbx();
        var caller = registered("858", first);
        var callee = registered("853", second).answering();
        var call = caller.talkTo("853");
        caller.assertTalksWith(callee);
        assertThat(stage.await(callee.lastIncoming().hold()).isDone()).isTrue();
        assertThat(stage.await(callee.lastIncoming().resume()).isDone()).isTrue();
        stage.until(() -> call.state() == CallState.IN_CALL);
        caller.assertTalksWith(callee);
    }

    @Test
    void phonesThatShareNothingAreTold488() {
        stage.startPbx(builder -> builder.transcoding(TranscodingSettings.OFF));
        var caller = registered("858", "A");
        registered("853", "U").answering();
        assertThat(caller.dial("853"))
                .isInstanceOfSatisfying(
                        DialOutcome.Refused.class,
                        refused -> assertThat(refused.status()).isEqualTo(488));
    }

    @ParameterizedTest
    @CsvSource({
        "UA, UA, A",
        "UA, UA, U",
        "UA, U, UA",
        "AU, UA, AU",
        "U, UA, A",
        "A, AU, U",
        "GU, GU, U",
        "GU, GU, G",
        "U, UG, GU",
        "G, GA, A"
    })
    void transfereeAndTargetTalkInWhatTheyShare(String transferors, String transferees, String targets) {
        stage.startPbx();
        var transferor = registered("858", transferors);
        var transferee = registered("853", transferees).answering();
        var target = registered("895", targets).answering();
        var call = transferor.talkTo("853");
        assertThat(stage.await(call.blindTransfer("895")).isSuccess()).isTrue();
        stage.seconds(1);
        transferee.assertTalksWith(target);
    }

    @Test
    void transferToATargetThatSharesNothingFailsAndBothTalkOn() {
        stage.startPbx(builder -> builder.transcoding(TranscodingSettings.OFF));
        var transferor = registered("858", "U");
        var transferee = registered("853", "U").answering();
        registered("895", "A").answering();
        var call = transferor.talkTo("853");
        assertThat(stage.await(call.blindTransfer("895")).kind()).isEqualTo(TransferOutcome.Kind.FAILED);
        stage.until(() -> call.state() == CallState.IN_CALL);
        transferor.assertTalksWith(transferee);
    }
}

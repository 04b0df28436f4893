package io.switchhook.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RawMessagesTest {
    private static final Map<String, Object> MORE =
            Map.of("branch", "z9hG4bK1", "cseq", 3, "callId", "abc", "user", "1000");

    static List<Template> all() {
        return List.of(
                RawMessages.refer(),
                RawMessages.referAccepted(),
                RawMessages.finalNotify(),
                RawMessages.finalNotifyWithDoubledReason(),
                RawMessages.finalNotifyWithId(3),
                RawMessages.tryingNotifyWithoutExpires(),
                RawMessages.unsolicitedMessageSummary(),
                RawMessages.notifyAnswered(),
                RawMessages.byeFromPbx(),
                RawMessages.byeAnswered(),
                RawMessages.rejectedInvite().withKnown(RawMessages.REJECT),
                RawMessages.rejectTrying().withKnown(RawMessages.REJECT),
                RawMessages.rejectBusy().withKnown(RawMessages.REJECT),
                RawMessages.rejectAck().withKnown(RawMessages.REJECT));
    }

    @ParameterizedTest
    @MethodSource("all")
    void everyTemplateIsASipMessageOfTheRightLength(Template template) {
        var message = template.withKnown(RawMessages.TRANSFER).withKnown(MORE).message();
        assertThat(message.header("Content-Length")).contains(Integer.toString(message.bodyBytes().length));
        assertThat(message.callId()).isEqualTo("abc");
        assertThat(message.branch()).isEqualTo("z9hG4bK1");
        assertThat(message.toString()).doesNotContain("${").doesNotContainPattern("(?<!\r)\n");
    }

    @Test
    void finalNotifyHasFourteenBytesAndTheReceiversContact() {
        var message = RawMessages.finalNotify()
                .withKnown(RawMessages.TRANSFER)
                .withKnown(MORE)
                .message();
        assertThat(message.body()).isEqualTo("SIP/2.0 200 OK");
        assertThat(message.header("Content-Length")).contains("14");
        assertThat(message.contactUri()).contains(message.requestUri());
        assertThat(message.header("Subscription-State")).contains("terminated;reason=noresource");
    }

    @Test
    void otherNotifiesEndTheirStatusLineAndSayWhatTheirPeersSay() {
        var doubled = RawMessages.finalNotifyWithDoubledReason()
                .withKnown(RawMessages.TRANSFER)
                .withKnown(MORE)
                .message();
        assertThat(doubled.header("Subscription-State")).contains("terminated;reason=reason=noresource");
        assertThat(doubled.body()).isEqualTo("SIP/2.0 200 Ok\r\n");
        assertThat(RawMessages.finalNotifyWithId(3)
                        .withKnown(RawMessages.TRANSFER)
                        .withKnown(MORE)
                        .message()
                        .header("Event"))
                .contains("refer;id=3");
    }

    @Test
    void offerOfTheRejectTraceHasThe292BytesPrinted() {
        var message = RawMessages.rejectedInvite()
                .withKnown(RawMessages.REJECT)
                .withKnown(MORE)
                .message();
        assertThat(message.header("Content-Length")).contains("292");
        assertThat(message.requestUri()).isEqualTo("sip:1001@192.168.115.149:5060");
        assertThat(message.header("From")).contains("\"1002\"<sip:1002@192.168.115.149:5060>;tag=irqayimj");
    }

    @Test
    void busyHasTheWarningLast() {
        var message = RawMessages.rejectBusy()
                .withKnown(RawMessages.REJECT)
                .withKnown(MORE)
                .message();
        assertThat(message.headers().get(message.headers().size() - 1))
                .isEqualTo(new WireMessage.Header("Warning", "399 ozsdk \"User reject\""));
        assertThat(message.toTag()).contains("hqihanei");
    }

    @Test
    void acceptedHasExpiresAndNoContact() {
        var message = RawMessages.referAccepted()
                .withKnown(RawMessages.TRANSFER)
                .withKnown(MORE)
                .message();
        assertThat(message.header("Expires")).contains("200");
        assertThat(message.contactUri()).isEmpty();
    }

    @Test
    void templatesRefuseWhatTheyDoNotHaveAndMissWhatTheyNeed() {
        assertThatThrownBy(() -> RawMessages.refer().with("colour", "red"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> RawMessages.refer().text())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("${");
        assertThatThrownBy(() -> RawMessages.refer().withLine("Subject:", ""))
                .isInstanceOf(IllegalArgumentException.class);
        var without = RawMessages.refer()
                .withLine("Referred-By:", "")
                .withKnown(RawMessages.TRANSFER)
                .withKnown(MORE);
        assertThat(without.message().header("Referred-By")).isEmpty();
        assertThat(without.withBody("x\n").text()).endsWith("x\r\n");
    }
}

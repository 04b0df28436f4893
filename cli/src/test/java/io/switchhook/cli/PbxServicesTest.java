package io.switchhook.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.media.pcm.PcmSource;
import io.switchhook.media.tone.ToneSource;
import io.switchhook.phone.OutgoingCall;
import io.switchhook.phone.PhoneConfig;
import io.switchhook.phone.PhoneLine;
import io.switchhook.phone.SipAccount;
import io.switchhook.phone.SoftPhone;
import io.switchhook.stack.flow.ListenPoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Menus and mailboxes of a file of settings, in a PBX that runs. */
class PbxServicesTest {
    private static final String SECRET = "very-secret";
    private static final int RATE = 8_000;

    @TempDir
    Path folder;

    private Run start(String services) throws IOException {
        var config = Files.writeString(folder.resolve("pbx.conf"), """
                [pbx]
                listen = udp:127.0.0.1:0
                [extensions]
                858 = %s
                853 = %s
                """.formatted(SECRET, SECRET) + services);
        return Run.of("pbx", "--config", config.toString(), "--json");
    }

    private static SoftPhone phone() {
        return SoftPhone.create(PhoneConfig.DEFAULT.withListen(ListenPoint.parse("udp:127.0.0.1:0", 0)));
    }

    private static PhoneLine line(SoftPhone phone, String number, String host) throws Exception {
        var line = phone.createLine(
                SipAccount.builder("sip:" + number + "@" + host).secret(SECRET).build());
        assertThat(line.register().get(30, TimeUnit.SECONDS).isRegistered()).isTrue();
        return line;
    }

    private static OutgoingCall call(PhoneLine line, String number) throws Exception {
        var call = line.createCall(number);
        assertThat(call.start().get(30, TimeUnit.SECONDS).isAnswered()).isTrue();
        return call;
    }

    /** So many seconds of a voice, and then nothing. */
    private static PcmSource spoken(int seconds) {
        var voice = new ToneSource(RATE, 440);
        return new PcmSource() {
            private int left = seconds * RATE;

            @Override
            public int read(short[] target, int offset, int length) {
                int count = voice.read(target, offset, Math.min(length, left));
                left -= count;
                return count;
            }
        };
    }

    @Test
    void aMenuOfTheFileLeadsToTheExtensionOfItsKey() throws Exception {
        try (var pbx = start("""
                        [menu 900]
                        key 2 = submenu sales
                        [submenu sales]
                        key 1 = 853
                        key * = back
                        """);
                var phone = phone()) {
            var host = pbx.readyAddress();
            pbx.line("{\"event\":\"services\"", "\"numbers\":[\"900\"]");
            phone.onIncomingCall(call -> call.answer());
            line(phone, "853", host);
            var call = call(line(phone, "858", host), "900");
            assertThat(call.sendDigits("21").get(30, TimeUnit.SECONDS)).isNotNull();
            pbx.line("\"event\":\"call_transferred\"", "853");
            call.hangUp().get(30, TimeUnit.SECONDS);
            pbx.line("\"event\":\"call_ended\"");
        }
    }

    @Test
    void aVoicemailOfTheFileTakesMessagesForWhoIsAwayAndRefusesWrongPins() throws Exception {
        try (var pbx = start("""
                        [voicemail 800]
                        folder = messages
                        mailboxes = 853
                        pin 853 = 7391
                        after = 5s
                        silence = 1s
                        """);
                var phone = phone()) {
            var host = pbx.readyAddress();
            pbx.line("{\"event\":\"services\"", "\"numbers\":[\"800\"]");
            var line = line(phone, "858", host);
            var leaves = call(line, "853");
            pbx.line("\"event\":\"call_answered\"");
            leaves.sendDigits("#").get(30, TimeUnit.SECONDS);
            // Silence ends the message, and the mailbox the call.
            leaves.audio().send(spoken(4));
            leaves.ended().get(30, TimeUnit.SECONDS);
            pbx.line("{\"event\":\"voicemail_message_left\"", "\"mailbox\":\"853\"", "\"caller\":\"858\"");
            try (var files = Files.list(folder.resolve("messages/853"))) {
                assertThat(files.filter(Files::isRegularFile))
                        .singleElement()
                        .asString()
                        .endsWith("-858.wav");
            }
            var guesses = call(line, "800");
            guesses.sendDigits("853#0000#").get(30, TimeUnit.SECONDS);
            pbx.line("{\"event\":\"voicemail_pin_refused\"", "\"mailbox\":\"853\"", "\"locked\":false");
            guesses.hangUp().get(30, TimeUnit.SECONDS);
        }
    }
}

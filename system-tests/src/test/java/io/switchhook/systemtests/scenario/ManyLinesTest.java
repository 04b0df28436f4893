package io.switchhook.systemtests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.pbx.Pbx;
import io.switchhook.phone.PhoneConfig;
import io.switchhook.phone.PhoneLine;
import io.switchhook.phone.SipAccount;
import io.switchhook.phone.SoftPhone;
import io.switchhook.phone.line.RegistrationState;
import io.switchhook.simulation.Packet;
import io.switchhook.simulation.Simulation;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A phone with thousands of lines at one registrar: none is lost, and the registrar never sees them all at once. */
class ManyLinesTest {
    private static final int LINES = 5_000;
    private static final String REGISTRAR = "10.0.0.9";

    private final Simulation simulation = new Simulation(1);
    private final Map<Long, Integer> perSecond = new TreeMap<>();
    private final Set<String> takenBack = new HashSet<>();
    private int registers;

    private void watch(Packet packet) {
        if (packet.kind() != Packet.Kind.DATAGRAM) {
            return;
        }
        var text = new String(packet.payload().toByteArray(), StandardCharsets.ISO_8859_1);
        if (text.startsWith("REGISTER ")) {
            registers++;
            perSecond.merge(packet.sentNanos() / 1_000_000_000L, 1, Integer::sum);
            if (text.contains("\r\nExpires: 0\r\n")) {
                int to = text.indexOf("\r\nTo: ");
                takenBack.add(text.substring(to, text.indexOf("\r\n", to + 2)));
            }
        }
    }

    private int peak() {
        int most = perSecond.values().stream().mapToInt(Integer::intValue).max().orElse(0);
        perSecond.clear();
        return most;
    }

    private Pbx pbx(int extensions) {
        var pbx = Pbx.builder().listen("udp:" + REGISTRAR + ":5060");
        for (int i = 0; i < extensions; i++) {
            pbx.extension(number(i), "secret" + i);
        }
        return pbx.world(simulation.host("pbx", REGISTRAR)).start();
    }

    private static String number(int i) {
        return Integer.toString(10_000 + i);
    }

    private static SipAccount account(int i) {
        return SipAccount.builder("sip:" + number(i) + "@pbx.example.com")
                .secret("secret" + i)
                .build();
    }

    /** More than may wait for an answer at once, and few enough to be counted often, for hunting planted defects. */
    @Test
    void hundredsOfLinesBeginAtAnEvenPace() {
        int count = 700;
        simulation.onPacket(this::watch);
        simulation.dns().a("pbx.example.com", REGISTRAR);
        var pbx = pbx(count);
        var phone = SoftPhone.create(simulation.host("phone", "10.0.1.1"), PhoneConfig.DEFAULT);
        var lines = new ArrayList<PhoneLine>();
        for (int i = 0; i < count; i++) {
            lines.add(phone.createLine(account(i)));
        }
        lines.forEach(PhoneLine::register);
        simulation.run(Duration.ofSeconds(25));
        assertThat(lines).allMatch(line -> line.registrationState() == RegistrationState.REGISTERED);
        assertThat(peak()).isLessThanOrEqualTo(2 * 275 + 25);
        simulation.await(phone.closeAsync(), Duration.ofSeconds(60));
        simulation.await(pbx.closeAsync(), Duration.ofSeconds(60));
        simulation.run(Duration.ofSeconds(1));
        simulation.assertNothingLeft();
    }

    @Test
    void fiveThousandLinesOfOnePhoneAreRegisteredKeptAndTakenBackAtAnEvenPace() {
        simulation.onPacket(this::watch);
        simulation.dns().a("pbx.example.com", REGISTRAR);
        var pbx = pbx(LINES);
        var phone = SoftPhone.create(simulation.host("phone", "10.0.1.1"), PhoneConfig.DEFAULT);
        var lines = new ArrayList<PhoneLine>();
        var changes = new ArrayList<RegistrationState>();
        for (int i = 0; i < LINES; i++) {
            var line = phone.createLine(account(i));
            line.onRegistrationChanged(change -> changes.add(change.state()));
            lines.add(line);
        }
        lines.forEach(PhoneLine::register);
        simulation.run(Duration.ofSeconds(25));
        assertThat(lines).allMatch(line -> line.registrationState() == RegistrationState.REGISTERED);
        int starting = peak();

        simulation.run(Duration.ofMinutes(60));
        assertThat(lines).allMatch(line -> line.registrationState() == RegistrationState.REGISTERED);
        assertThat(changes).as("nobody was ever lost").hasSize(2 * LINES);
        int refreshing = peak();

        long before = simulation.nowNanos();
        simulation.await(phone.closeAsync(), Duration.ofSeconds(60));
        var closing = Duration.ofNanos(simulation.nowNanos() - before);
        int leaving = peak();
        assertThat(takenBack).hasSize(LINES);
        assertThat(closing).isLessThan(Duration.ofSeconds(25));
        simulation.await(pbx.closeAsync(), Duration.ofSeconds(60));
        simulation.run(Duration.ofSeconds(1));
        simulation.assertNothingLeft();
        System.out.println(LINES + " lines, REGISTERs in the worst second: at the start " + starting
                + ", refreshing in the next hour " + refreshing + ", at the end " + leaving + "; " + registers
                + " in all; the end took " + closing);
        // Each begins at most 250 times a second and is challenged once.
        assertThat(List.of(starting, leaving)).allMatch(peak -> peak <= 2 * 275 + 25);
        assertThat(refreshing).isLessThan(275);
    }

    @Test
    void registrarThatIsAwayIsNotDrownedAndAllComeBackWithIt() {
        simulation.onPacket(this::watch);
        simulation.dns().a("pbx.example.com", REGISTRAR);
        var phone = SoftPhone.create(simulation.host("phone", "10.0.1.1"), PhoneConfig.DEFAULT);
        var lines = new ArrayList<PhoneLine>();
        for (int i = 0; i < LINES; i++) {
            lines.add(phone.createLine(account(i)));
        }
        lines.forEach(PhoneLine::register);
        simulation.run(Duration.ofMinutes(15));
        int dead = peak();
        var pbx = pbx(LINES);
        simulation.run(Duration.ofMinutes(15));
        int returning = peak();
        assertThat(lines).allMatch(line -> line.registrationState() == RegistrationState.REGISTERED);
        simulation.await(phone.closeAsync(), Duration.ofSeconds(60));
        simulation.await(pbx.closeAsync(), Duration.ofSeconds(60));
        simulation.run(Duration.ofSeconds(1));
        simulation.assertNothingLeft();
        System.out.println(LINES + " lines, REGISTERs in the worst second: without registrar " + dead
                + ", when it is back " + returning);
        assertThat(dead).isLessThan(300);
        // Beside those whose turn has come, the 500 that have asked in vain in the last 32 s ask once more.
        assertThat(returning).isLessThan(2 * 275 + 2 * 275);
    }
}

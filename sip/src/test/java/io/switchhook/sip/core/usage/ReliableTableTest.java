package io.switchhook.sip.core.usage;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.header.RAckHeader;
import io.switchhook.sip.message.header.RSeqHeader;
import io.switchhook.sip.message.header.SipMethod;
import io.switchhook.sip.message.header.SupportedHeader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Reliable provisional responses against the table written from RFC 3262. */
class ReliableTableTest {

    @Test
    void calleeFollowsItsTable() {
        var expected = UsageTable.read("reliable-callee.txt");
        Map<String, String> actual = new LinkedHashMap<>();
        for (var row : expected.keySet()) {
            var cells = row.split(" \\| ");
            actual.put(row, step(callee(cells[0]), cells[1]));
        }
        assertThat(actual).containsExactlyInAnyOrderEntriesOf(expected);
    }

    private static SessionFixture callee(String state) {
        var path = switch (state) {
            case "FRESH" -> List.<String>of();
            case "DESCRIBED" -> List.of("describe");
            case "HELD" -> List.of("describe", "answer");
            case "AGREED" -> List.of("describe", "PRACK");
            default -> List.of("describe", "PRACK", "answer");
        };
        var invite = new Peer()
                .inviteFromBob(Optional.of(Peer.SDP))
                .set(SupportedHeader.TYPE, new SupportedHeader("100rel"));
        var fixture = SessionFixture.called(invite, InviteOptions.PLAIN.withReliability(ReliabilityPolicy.SUPPORTED));
        path.forEach(input -> input(fixture, input));
        assertThat(name(fixture)).isEqualTo(state);
        return fixture;
    }

    private static String step(SessionFixture f, String input) {
        f.host.taken();
        input(f, input);
        var timers = new ArrayList<String>();
        new TreeSet<>(f.session.timers.armed()).forEach(timer -> timers.add(timer.name()));
        timers.sort(null);
        var armed = String.join(" ", timers);
        // A second round of a provisional response is told apart by its timers alone.
        var name = name(f).equals("DESCRIBED") && input.equals("describe") && isSecond(f) ? "DESCRIBED-" : name(f);
        return name + " | " + f.host.taken() + " | " + (armed.isEmpty() || name.endsWith("-") ? "-" : armed);
    }

    private static boolean isSecond(SessionFixture f) {
        return f.invite.orElseThrow().last().bodyLength() == 0;
    }

    private static String name(SessionFixture f) {
        return switch (f.session.state()) {
            case ENDED -> "GONE";
            case ANSWERED -> "ANSWERED";
            default -> early(f);
        };
    }

    private static String early(SessionFixture f) {
        var incoming = f.session.incoming().orElseThrow();
        if (!incoming.isAgreed()) {
            return "FRESH";
        }
        if (f.session.timers.isSet(InviteSession.Timer.RELIABLE_REPEAT)) {
            return incoming.isAnswerHeld() ? "HELD" : "DESCRIBED";
        }
        return "AGREED";
    }

    private static void input(SessionFixture f, String input) {
        switch (input) {
            case "describe" -> f.session.ring(183, "Session Progress", Optional.of(SessionFixture.OURS), f.now);
            case "answer" -> f.session.answer(SessionFixture.OURS, f.now);
            case "refuse" -> f.session.refuse(486, "Busy Here", response -> {}, f.now);
            case "PRACK" -> f.receive(prack(f, 0));
            case "wrong PRACK" -> f.receive(prack(f, 1));
            case "bare PRACK" -> f.receive(SipMethod.PRACK);
            case "UPDATE" -> f.receive(SipMethod.UPDATE);
            case "UPDATE+sdp" -> f.receiveOffer(SipMethod.UPDATE);
            case "re-INVITE" -> f.receiveOffer(SipMethod.INVITE);
            case "CANCEL" -> f.cancel(f.invite.orElseThrow());
            default -> f.fire(InviteSession.Timer.valueOf(input));
        }
    }

    /** The PRACK of the newest reliable response, or of one that many after it. */
    static SipRequest.Builder prack(SessionFixture f, long after) {
        var number = f.invite.orElseThrow().responses.stream()
                .flatMap(response -> response.first(RSeqHeader.TYPE).stream())
                .reduce((first, second) -> second)
                .map(RSeqHeader::number)
                .orElse(7L);
        return f.peer.request(SipMethod.PRACK)
                .set(
                        RAckHeader.TYPE,
                        new RAckHeader(number + after, f.invite.get().number(), SipMethod.INVITE));
    }
}

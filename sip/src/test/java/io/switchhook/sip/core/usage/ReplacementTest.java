package io.switchhook.sip.core.usage;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.sip.message.SipRequest;
import io.switchhook.sip.message.header.SipMethod;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("RFC 3891 §3")
class ReplacementTest {
    private static final String TALKING = "call-1;to-tag=us;from-tag=bob";

    private static SipRequest invite(String... replaces) {
        var invite = new Peer().inviteFromBob(Optional.of(Peer.SDP));
        for (var value : replaces) {
            invite.header("Replaces", value);
        }
        return invite.build();
    }

    private static int status(SipRequest invite, InviteSession... sessions) {
        return ((Replacement.Refused) Replacement.find(invite, List.of(sessions))).status();
    }

    @Test
    void inviteWithoutReplacesReplacesNothing() {
        assertThat(Replacement.find(invite(), List.of())).isInstanceOf(Replacement.None.class);
    }

    @Test
    @DisplayName("our tag is the to-tag; a confirmed dialog is replaced")
    void confirmedDialogIsReplaced() {
        var talking = SessionFixture.talking().session;
        assertThat(Replacement.find(invite(TALKING), List.of(talking))).isEqualTo(new Replacement.Of(talking));
        assertThat(status(invite("call-1;to-tag=bob;from-tag=us"), talking)).isEqualTo(481);
        assertThat(status(invite("call-2;to-tag=us;from-tag=bob"), talking)).isEqualTo(481);
    }

    @Test
    @DisplayName("early-only spares a confirmed dialog: 486")
    void earlyOnlySparesAConfirmedDialog() {
        assertThat(status(invite(TALKING + ";early-only"), SessionFixture.talking().session))
                .isEqualTo(486);
    }

    @Test
    @DisplayName("an early dialog that we began is replaced, each fork of it")
    void earlyDialogOfOursIsReplaced() {
        var f = SessionFixture.calling();
        f.provisional(180, "bob", false);
        f.provisional(180, "carol", false);
        for (var tag : List.of("bob", "carol")) {
            var found =
                    Replacement.find(invite("call-1;to-tag=us;from-tag=" + tag + ";early-only"), List.of(f.session));
            assertThat(found).isEqualTo(new Replacement.Of(f.session));
        }
    }

    @Test
    @DisplayName("an early dialog that we did not begin: 481")
    void earlyDialogOfThePeerIsNotReplaced() {
        assertThat(status(invite(TALKING), SessionFixture.called().session)).isEqualTo(481);
    }

    @Test
    @DisplayName("a dialog that has ended: 603")
    void endedDialogIsDeclined() {
        var f = SessionFixture.talking();
        f.receive(SipMethod.BYE);
        assertThat(status(invite(TALKING), f.session)).isEqualTo(603);
    }

    @Test
    @DisplayName("two Replaces, one that cannot be read, or Join beside it: 400; two dialogs that match: 481")
    void whatContradictsItselfIsRefused() {
        var talking = SessionFixture.talking().session;
        assertThat(status(invite(TALKING, TALKING), talking)).isEqualTo(400);
        assertThat(status(invite("call-1;to-tag=us"), talking)).isEqualTo(400);
        var joins = new Peer()
                .inviteFromBob(Optional.empty())
                .header("Replaces", TALKING)
                .header("Join", TALKING)
                .build();
        assertThat(status(joins, talking)).isEqualTo(400);
        assertThat(status(invite(TALKING), talking, SessionFixture.talking().session))
                .isEqualTo(481);
    }
}

package io.switchhook.sip.core.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchhook.sip.core.transaction.ClientFailure;
import io.switchhook.sip.core.transaction.ClientUser;
import io.switchhook.sip.message.SipResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** RFC 3428 §8: no message overtakes another to the same target. */
class PagerOutboxTest {
    private final PagerOutbox outbox = new PagerOutbox(3);
    private final List<String> sent = new ArrayList<>();
    private final List<ClientUser> users = new ArrayList<>();
    private final List<String> outcomes = new ArrayList<>();

    private boolean add(String target, String name) {
        return outbox.add(
                target,
                (user, now) -> {
                    sent.add(name);
                    users.add(user);
                },
                new ClientUser() {
                    @Override
                    public void onResponse(SipResponse response, long nowNanos) {
                        outcomes.add(name + " " + response.status());
                    }

                    @Override
                    public void onFailure(ClientFailure failure, long nowNanos) {
                        outcomes.add(name + " " + failure);
                    }
                },
                0);
    }

    private static SipResponse status(int status) {
        return SipResponse.builder(status, "x").build();
    }

    @Test
    void theNextToOneTargetWaitsForTheFinalAnswerOfTheOneBefore() {
        add("a", "1");
        add("a", "2");
        add("b", "3");
        assertThat(sent).containsExactly("1", "3");
        users.get(0).onResponse(status(100), 1);
        assertThat(sent).hasSize(2);
        users.get(0).onResponse(status(200), 1);
        assertThat(sent).containsExactly("1", "3", "2");
        users.get(2).onFailure(ClientFailure.TIMEOUT, 2);
        users.get(1).onResponse(status(480), 2);
        assertThat(outcomes).containsExactly("1 200", "2 TIMEOUT", "3 480");
        assertThat(outbox.size()).isZero();
    }

    @Test
    void aFullOutboxTakesNoMoreUntilOneIsAnswered() {
        assertThat(add("a", "1")).isTrue();
        assertThat(add("a", "2")).isTrue();
        assertThat(add("b", "3")).isTrue();
        assertThat(add("c", "4")).isFalse();
        users.get(0).onResponse(status(486), 1);
        assertThat(add("c", "4")).isTrue();
        assertThat(sent).containsExactly("1", "3", "2", "4");
    }

    @Test
    void aSecondFinalAnswerStartsNothing() {
        add("a", "1");
        add("a", "2");
        add("a", "3");
        users.get(0).onResponse(status(200), 1);
        users.get(0).onResponse(status(200), 1);
        assertThat(sent).containsExactly("1", "2");
    }

    @Test
    void oneThatFailsAtOnceLetsTheNextGo() {
        var order = new ArrayList<String>();
        add("a", "1");
        outbox.add(
                "a",
                (user, now) -> user.onFailure(ClientFailure.TRANSPORT_ERROR, now),
                new ClientUser() {
                    @Override
                    public void onResponse(SipResponse response, long nowNanos) {}

                    @Override
                    public void onFailure(ClientFailure failure, long nowNanos) {
                        order.add("failed");
                    }
                },
                0);
        add("a", "3");
        users.get(0).onResponse(status(200), 1);
        assertThat(order).containsExactly("failed");
        assertThat(sent).containsExactly("1", "3");
    }

    @Test
    void anOutboxForNothingIsAMistake() {
        assertThatThrownBy(() -> new PagerOutbox(0)).isInstanceOf(IllegalArgumentException.class);
    }
}

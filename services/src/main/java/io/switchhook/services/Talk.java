package io.switchhook.services;

import io.switchhook.base.loop.Alarm;
import io.switchhook.base.loop.Loop;
import io.switchhook.phone.Call;
import io.switchhook.phone.IncomingCall;
import io.switchhook.phone.call.AnswerOutcome;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;

/**
 * Leads one call by a dialogue. Announcements end by the clock rather than by what was sent, so that a call whose audio does not flow, or that is on hold, goes on all
 * the same. All on
 * the loop of the services.
 */
final class Talk {
    /** Between two announcements: what was sent last is heard to its end. */
    private static final long GAP_NANOS = 100_000_000L;
    /** A dialogue has no more to say at once than that. */
    private static final int MOST_SOUNDS = 16;

    private final Call call;
    private final Loop loop;
    private final Dialogue dialogue;
    private final Consumer<Step.Order> orders;
    private final Alarm played;
    private final Alarm patience;
    private final Queue<Sound> sounds = new ArrayDeque<>(MOST_SOUNDS);
    private boolean plays;
    private boolean over;

    /** @param orders does what only the service knows how to do */
    Talk(Call call, Loop loop, Dialogue dialogue, Consumer<Step.Order> orders) {
        this.call = call;
        this.loop = loop;
        this.dialogue = dialogue;
        this.orders = orders;
        this.played = loop.alarm(this::onPlayed);
        this.patience = loop.alarm(() -> perform(dialogue.onTime()));
    }

    /** Answers, and begins when that is done. From any thread. */
    void answer(IncomingCall incoming) {
        incoming.onDigit(digit -> loop.post(() -> perform(over ? List.of() : dialogue.onDigit(digit))));
        incoming.ended().thenRun(() -> loop.post(this::end));
        incoming.answer().thenAccept(outcome -> {
            if (outcome == AnswerOutcome.ANSWERED) {
                loop.post(() -> perform(over ? List.of() : dialogue.onBegin()));
            }
        });
    }

    /** Does what the dialogue wants; nothing once the call is over. */
    void perform(List<Step> steps) {
        for (var step : steps) {
            if (!over) {
                perform(step);
            }
        }
    }

    private void perform(Step step) {
        if (step instanceof Step.Say say) {
            say(say.sound());
        } else if (step instanceof Step.Hush) {
            hush();
        } else if (step instanceof Step.Await await) {
            patience.set(loop.nowNanos() + await.time().toNanos());
        } else if (step instanceof Step.Rest) {
            patience.cancel();
        } else if (step instanceof Step.HangUp) {
            end();
            call.hangUp();
        } else if (step instanceof Step.Order order) {
            orders.accept(order);
        }
    }

    private void say(Sound sound) {
        if (sounds.size() < MOST_SOUNDS) {
            sounds.add(sound);
        }
        if (!plays) {
            playNext();
        }
    }

    private void playNext() {
        var sound = sounds.remove();
        plays = true;
        call.audio().send(sound.source().get());
        played.set(loop.nowNanos() + sound.length().toNanos() + GAP_NANOS);
    }

    private void onPlayed() {
        if (!sounds.isEmpty()) {
            playNext();
            return;
        }
        hush();
        perform(dialogue.onPlayed());
    }

    private void hush() {
        sounds.clear();
        plays = false;
        played.cancel();
        call.audio().sendSilence();
    }

    private void end() {
        over = true;
        sounds.clear();
        played.cancel();
        patience.cancel();
    }

    boolean isOver() {
        return over;
    }
}

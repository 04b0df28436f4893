package io.switchhook.services;

import io.switchhook.pbx.CallRoute;
import io.switchhook.phone.IncomingCall;
import io.switchhook.phone.OutgoingCall;
import io.switchhook.phone.call.DialOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A menu that speaks (auto attendant, IVR): who calls it hears an announcement and types where to go, and comes back where nobody takes the call.
 *
 * <pre>{@code
 * services.open("900", Menu.open(MenuSettings.NONE
 *         .withGreeting(Path.of("welcome.wav"))
 *         .withKey('1', MenuChoice.dial("853"))
 *         .withDirect("858", "895")
 *         .withOtherwise("858")));
 * }</pre>
 *
 * <p>The caller is sent on by a blind transfer, which the PBX carries out; until somebody answers, the caller hears a ringing tone. Callers come from outside too: they
 * reach the numbers
 * that the settings name and no others, so that nobody types a way to a trunk. A key leads there where the settings say so ({@link MenuChoice#dialOut}).
 */
public final class Menu implements Service {
    /** The PBX gives up before. */
    private static final Duration LONGEST_RINGING = CallRoute.LONGEST_RINGING.plusSeconds(10);

    private final MenuSettings settings;
    private final Map<MenuSettings, MenuSounds> sounds;
    private volatile @Nullable ServicePlace place;

    private Menu(MenuSettings settings, Map<MenuSettings, MenuSounds> sounds) {
        this.settings = settings;
        this.sounds = sounds;
    }

    /**
     * A menu whose files are read now.
     *
     * @throws IOException when one is no WAV file that can be played; the message says why
     */
    public static Menu open(MenuSettings settings) throws IOException {
        var sounds = new IdentityHashMap<MenuSettings, MenuSounds>();
        for (var menu : settings.all()) {
            sounds.put(menu, MenuSounds.read(menu));
        }
        return new Menu(settings, sounds);
    }

    @Override
    public synchronized void open(ServicePlace opened) {
        if (place != null) {
            throw new IllegalStateException("This menu is open already; make another one for another number");
        }
        place = opened;
    }

    private ServicePlace place() {
        return Objects.requireNonNull(place, "a service is opened before it is called");
    }

    @Override
    public void serve(IncomingCall call) {
        new Visit(call).talk.answer(call);
    }

    @Override
    public void close() {}

    /** One caller. */
    private final class Visit {
        private final IncomingCall call;
        private final MenuDialogue dialogue = new MenuDialogue(settings, sounds);
        private final Talk talk;

        Visit(IncomingCall call) {
            this.call = call;
            this.talk = new Talk(call, place().loop(), dialogue, order -> dial((MenuDialogue.Dial) order));
        }

        private void dial(MenuDialogue.Dial order) {
            call.audio().send(WaitingSound.tones());
            if (order.outside()) {
                dialOut(order.number());
            } else {
                call.blindTransfer(order.number(), WaitingRoom.SENT_ON)
                        .thenAccept(outcome -> onDialled(outcome.isSuccess()));
            }
        }

        private void onDialled(boolean reached) {
            place().loop().post(() -> {
                call.audio().sendSilence();
                talk.perform(dialogue.onDialled(reached));
            });
        }

        /** A call of the menu's own number, which the dial plan leads as it leads any, and then the two are connected. */
        private void dialOut(String number) {
            var out = place().line().createCall(number, DialOptions.DEFAULT.withRingTimeout(LONGEST_RINGING));
            // A caller who is gone lets nothing ring; where the two are connected this call is over by then.
            call.ended().thenRun(out::hangUp);
            out.start().thenAccept(outcome -> {
                if (outcome.isAnswered()) {
                    out.audio().sendSilence();
                    join(out);
                } else {
                    onDialled(false);
                }
            });
        }

        private void join(OutgoingCall out) {
            call.attendedTransfer(out, WaitingRoom.JOINING).thenAccept(outcome -> {
                if (!outcome.isSuccess()) {
                    out.hangUp();
                }
                onDialled(outcome.isSuccess());
            });
        }
    }
}

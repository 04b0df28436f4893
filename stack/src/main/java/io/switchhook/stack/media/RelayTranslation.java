package io.switchhook.stack.media;

import io.switchhook.base.loop.Alarm;
import io.switchhook.base.loop.Loop;
import io.switchhook.media.session.AudioPlan;
import io.switchhook.media.session.RtpRelay;
import io.switchhook.media.session.RtpStreamSettings;
import io.switchhook.media.session.RtpTranslation;

/** A translation between the two sides of a relay, with its alarm. On the media loop. */
final class RelayTranslation {
    private final Loop loop;
    private final RtpTranslation translation;
    private final Alarm alarm;

    RelayTranslation(MediaEngine engine, RtpRelay relay, AudioPlan planA, AudioPlan planB) {
        loop = engine.loop();
        var settings = RtpStreamSettings.standard(engine.cname());
        translation =
                new RtpTranslation(relay, settings, planA, planB, engine.world().randomness(), loop.nowNanos());
        alarm = loop.alarm(this::onTime);
        alarm.set(translation.nextDeadlineNanos());
    }

    void apply(AudioPlan planA, AudioPlan planB) {
        translation.apply(planA, planB);
    }

    void stop() {
        alarm.cancel();
        translation.close(loop.nowNanos());
    }

    private void onTime() {
        translation.onTime(loop.nowNanos());
        alarm.set(translation.nextDeadlineNanos());
    }
}

package io.switchhook.devices;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicReference;
import javax.sound.sampled.DataLine;
import javax.sound.sampled.Line;
import javax.sound.sampled.LineUnavailableException;
import javax.sound.sampled.Mixer;
import javax.sound.sampled.SourceDataLine;
import javax.sound.sampled.TargetDataLine;
import javax.sound.sampled.spi.MixerProvider;

/** Gives the sound system of the JDK one more device, the {@link FakeCard} of the test that runs. */
public final class FakeSound extends MixerProvider {
    static final String NAME = "Test Headset";

    private static final AtomicReference<FakeCard> CARD = new AtomicReference<>();
    private static final Mixer.Info INFO = new Mixer.Info(NAME, "Switchhook", "a device of a test", "1") {};

    /** From now on this card is plugged in; null for none. */
    static void plugIn(FakeCard card) {
        CARD.set(card);
    }

    @Override
    public Mixer.Info[] getMixerInfo() {
        return CARD.get() == null ? new Mixer.Info[0] : new Mixer.Info[] {INFO};
    }

    @Override
    public Mixer getMixer(Mixer.Info info) {
        if (info != INFO) {
            throw new IllegalArgumentException("another device");
        }
        return proxy(Mixer.class, new FakeMixer(CARD.get()));
    }

    /** An object of an interface whose methods are those of another object, as far as it has them. */
    static <T> T proxy(Class<T> type, Object behaviour) {
        InvocationHandler handler = (self, method, arguments) -> call(behaviour, method, arguments);
        return type.cast(Proxy.newProxyInstance(FakeSound.class.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private static Object call(Object behaviour, Method method, Object[] arguments) throws Throwable {
        var own = find(behaviour.getClass(), method);
        own.setAccessible(true);
        try {
            return own.invoke(behaviour, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static Method find(Class<?> type, Method wanted) throws NoSuchMethodException {
        try {
            return type.getDeclaredMethod(wanted.getName(), wanted.getParameterTypes());
        } catch (NoSuchMethodException e) {
            if (type == Object.class) {
                throw e;
            }
            return find(type.getSuperclass(), wanted);
        }
    }

    /** What is asked of a device with one line to record and one to play. */
    @SuppressWarnings("unused") // Called by name.
    private record FakeMixer(FakeCard card) {
        Mixer.Info getMixerInfo() {
            return INFO;
        }

        Line.Info[] getTargetLineInfo() {
            return new Line.Info[] {new DataLine.Info(TargetDataLine.class, null)};
        }

        Line.Info[] getSourceLineInfo() {
            return new Line.Info[] {new DataLine.Info(SourceDataLine.class, null)};
        }

        int getMaxLines(Line.Info info) {
            return 1;
        }

        boolean isLineSupported(Line.Info info) {
            return info instanceof DataLine.Info line && card.takes(line.getFormats()[0]);
        }

        Line getLine(Line.Info info) throws LineUnavailableException {
            if (!isLineSupported(info)) {
                throw new IllegalArgumentException("no such format");
            }
            return TargetDataLine.class.isAssignableFrom(info.getLineClass())
                    ? proxy(TargetDataLine.class, card.microphone())
                    : proxy(SourceDataLine.class, card.speaker());
        }
    }
}

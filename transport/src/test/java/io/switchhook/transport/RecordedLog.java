package io.switchhook.transport;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;
import org.slf4j.helpers.NOPMDCAdapter;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/**
 * The log of these tests: warnings and errors, kept so that a test can look for what it expects and fail on what it
 * does not. SLF4J finds it as a service.
 */
public final class RecordedLog implements SLF4JServiceProvider, ILoggerFactory {

    /** One line of the log. */
    public record Line(Level level, String text, Optional<Throwable> cause) {
        /** Whether a test caused it on purpose. */
        public boolean isPlanned() {
            return cause.filter(e -> String.valueOf(e.getMessage()).startsWith("planned"))
                    .isPresent();
        }
    }

    private final BlockingQueue<Line> lines = new LinkedBlockingQueue<>(10_000);
    private final IMarkerFactory markers = new BasicMarkerFactory();
    private final MDCAdapter context = new NOPMDCAdapter();

    /** The log of this JVM. */
    public static RecordedLog current() {
        return (RecordedLog) LoggerFactory.getILoggerFactory();
    }

    /** Takes out what was logged so far. */
    public List<Line> drain() {
        var all = new ArrayList<Line>();
        lines.drainTo(all);
        return all;
    }

    /** Waits for the next line. */
    public Line await() throws InterruptedException {
        return Optional.ofNullable(lines.poll(10, TimeUnit.SECONDS))
                .orElseThrow(() -> new AssertionError("Nothing was logged"));
    }

    @Override
    public Logger getLogger(String name) {
        return new RecordingLogger();
    }

    @Override
    public ILoggerFactory getLoggerFactory() {
        return this;
    }

    @Override
    public IMarkerFactory getMarkerFactory() {
        return markers;
    }

    @Override
    public MDCAdapter getMDCAdapter() {
        return context;
    }

    @Override
    public String getRequestedApiVersion() {
        return "2.0.99";
    }

    @Override
    public void initialize() {
        // Everything is there.
    }

    private final class RecordingLogger extends LegacyAbstractLogger {
        private static final long serialVersionUID = 1;

        @Override
        protected String getFullyQualifiedCallerName() {
            return RecordingLogger.class.getName();
        }

        @Override
        protected void handleNormalizedLoggingCall(
                Level level, Marker marker, String message, Object[] arguments, Throwable cause) {
            if (level.toInt() >= Level.WARN.toInt()) {
                var text = MessageFormatter.basicArrayFormat(message, arguments);
                lines.offer(new Line(level, text, Optional.ofNullable(cause)));
            }
        }

        @Override
        public boolean isTraceEnabled() {
            return false;
        }

        @Override
        public boolean isDebugEnabled() {
            return true;
        }

        @Override
        public boolean isInfoEnabled() {
            return true;
        }

        @Override
        public boolean isWarnEnabled() {
            return true;
        }

        @Override
        public boolean isErrorEnabled() {
            return true;
        }
    }
}

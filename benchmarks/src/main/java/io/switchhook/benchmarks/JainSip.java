package io.switchhook.benchmarks;

import gov.nist.core.CommonLogger;
import gov.nist.core.StackLogger;
import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.parser.StringMsgParser;
import java.text.ParseException;
import java.util.Properties;

/** The parser of the JAIN-SIP reference implementation, as its own stack calls it, with its log turned off. */
final class JainSip {
    private final StringMsgParser parser;

    JainSip() {
        CommonLogger.useLegacyLogger = true;
        CommonLogger.legacyLogger = new Silence();
        parser = new StringMsgParser();
    }

    /** Reads every header of the message into an object, and leaves its body as bytes. */
    SIPMessage parse(byte[] bytes) throws ParseException {
        return parser.parseSIPMessage(bytes, true, false, JainSip::refuse);
    }

    private static void refuse(ParseException problem, SIPMessage message, Class<?> type, String header, String whole)
            throws ParseException {
        throw problem;
    }

    /** Takes what is logged and says that nothing is wanted. */
    private static final class Silence implements StackLogger {
        @Override
        public void logStackTrace() {}

        @Override
        public void logStackTrace(int level) {}

        @Override
        public int getLineCount() {
            return 0;
        }

        @Override
        public void logException(Throwable problem) {}

        @Override
        public void logDebug(String message) {}

        @Override
        public void logDebug(String message, Exception problem) {}

        @Override
        public void logTrace(String message) {}

        @Override
        public void logFatalError(String message) {}

        @Override
        public void logError(String message) {}

        @Override
        public boolean isLoggingEnabled() {
            return false;
        }

        @Override
        public boolean isLoggingEnabled(int level) {
            return false;
        }

        @Override
        public void logError(String message, Exception problem) {}

        @Override
        public void logWarning(String message) {}

        @Override
        public void logInfo(String message) {}

        @Override
        public void disableLogging() {}

        @Override
        public void enableLogging() {}

        @Override
        public void setBuildTimeStamp(String stamp) {}

        @Override
        public void setStackProperties(Properties properties) {}

        @Override
        public String getLoggerName() {
            return "silence";
        }
    }
}

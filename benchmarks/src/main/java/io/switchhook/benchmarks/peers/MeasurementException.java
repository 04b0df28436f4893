package io.switchhook.benchmarks.peers;

/** A figure could not be had, or would mean nothing. */
final class MeasurementException extends RuntimeException {
    private static final long serialVersionUID = 1;

    MeasurementException(String message) {
        super(message);
    }

    MeasurementException(String message, Throwable cause) {
        super(message, cause);
    }
}

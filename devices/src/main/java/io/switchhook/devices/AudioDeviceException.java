package io.switchhook.devices;

import java.io.IOException;

/** A sound device cannot be opened, or was lost while it was used. The message says which, and what to do. */
public final class AudioDeviceException extends IOException {
    private static final long serialVersionUID = 1;

    AudioDeviceException(String message) {
        super(message);
    }

    AudioDeviceException(String message, Throwable cause) {
        super(message, cause);
    }
}

package io.switchhook.phone;

import java.util.Optional;

/** Who takes the application data of an Info Package. On the lane of the call. */
@FunctionalInterface
interface InfoListener {
    void onInfo(CallFace call, String infoPackage, Optional<String> contentType, byte[] body);
}

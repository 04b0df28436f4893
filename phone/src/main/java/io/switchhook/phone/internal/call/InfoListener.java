package io.switchhook.phone.internal.call;

import java.util.Optional;

/** Who takes the application data of an Info Package. On the lane of the call. */
@FunctionalInterface
public interface InfoListener {
    void onInfo(CallFace call, String infoPackage, Optional<String> contentType, byte[] body);
}

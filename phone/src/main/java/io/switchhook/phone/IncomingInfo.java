package io.switchhook.phone;

import java.util.Optional;

/** Application data that the other side of a call has sent by INFO (RFC 6086). It comes from outside: anything may be in it. */
public final class IncomingInfo {
    private final Call call;
    private final String infoPackage;
    private final Optional<String> contentType;
    private final byte[] body;

    IncomingInfo(Call call, String infoPackage, Optional<String> contentType, byte[] body) {
        this.call = call;
        this.infoPackage = infoPackage;
        this.contentType = contentType;
        this.body = body;
    }

    public Call call() {
        return call;
    }

    /** The name of the Info Package, as it was registered with {@link SoftPhone#onInfo}. */
    public String infoPackage() {
        return infoPackage;
    }

    /** The type of {@link #body}, with its parameters; empty when there is none. */
    public Optional<String> contentType() {
        return contentType;
    }

    /** A copy of the bytes: the body, or of several parts the one for the package. */
    public byte[] body() {
        return body.clone();
    }

    @Override
    public String toString() {
        return "INFO " + infoPackage + " (" + contentType.orElse("no type") + ", " + body.length + " bytes)";
    }
}

package io.switchhook.transport.internal.net;

import io.switchhook.base.net.IpLiteral;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;

/** Says in words why a port could not be opened. */
final class BindFailure {
    private BindFailure() {}

    static IOException of(String what, InetSocketAddress local, Exception cause) {
        var start = "Cannot open " + what + " port "
                + (local.isUnresolved() ? local.toString() : IpLiteral.asHostPort(local)) + ": ";
        String why;
        if (local.isUnresolved()) {
            why = "a name cannot be bound, an address is needed";
        } else if (!isOurs(local)) {
            why = IpLiteral.asText(local.getAddress()) + " is not an address of this host";
        } else if (cause instanceof BindException) {
            why = "it is in use (" + cause.getMessage() + ")";
        } else {
            why = String.valueOf(cause.getMessage());
        }
        return new IOException(start + why, cause);
    }

    private static boolean isOurs(InetSocketAddress local) {
        try {
            return local.getAddress().isAnyLocalAddress()
                    || NetworkInterface.getByInetAddress(local.getAddress()) != null;
        } catch (SocketException e) {
            return true;
        }
    }
}

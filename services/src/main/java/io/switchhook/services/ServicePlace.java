package io.switchhook.services;

import io.switchhook.base.loop.Loop;
import io.switchhook.base.world.World;
import io.switchhook.pbx.Pbx;
import io.switchhook.phone.IncomingCall;
import io.switchhook.phone.PhoneLine;
import io.switchhook.phone.SoftPhone;
import java.util.concurrent.CompletableFuture;

/**
 * Where a service stands.
 *
 * @param number what is dialled to reach it
 * @param pbx whose number that is
 * @param phone that all services share: for conferences, say
 * @param line registered at the PBX as that number: what the service calls, it calls by this line
 * @param world time of day, randomness and lanes
 * @param loop one for all services, on which their state lives and their alarms ring; nothing may block there
 */
public record ServicePlace(String number, Pbx pbx, SoftPhone phone, PhoneLine line, World world, Loop loop) {

    /**
     * Whether the number that a call names is that of the extension that calls, as the PBX has let it in. Whoever comes by a trunk, or past the PBX, may call himself as an
     * extension is called; while such a call is there the extension is not known by its number.
     */
    CompletableFuture<Boolean> isExtensionCalling(IncomingCall call) {
        var number = call.remoteNumber();
        if (!call.isFromOwnServer()) {
            return CompletableFuture.completedFuture(false);
        }
        return pbx.calls().thenApply(calls -> {
            boolean ours = calls.stream()
                    .anyMatch(known ->
                            known.callerTrunk().isEmpty() && known.caller().equals(number));
            boolean others = calls.stream()
                    .anyMatch(known -> known.callerTrunk().isPresent()
                            && known.caller().split("@", 2)[0].equals(number));
            return ours && !others;
        });
    }
}

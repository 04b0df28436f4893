package io.switchhook.pbx;

import java.time.Duration;
import java.util.Optional;

/**
 * A trunk as it was at one moment; it does not change.
 *
 * @param name {@link Trunk#name}
 * @param calls how many there are over it, in and out, those that are set up too
 * @param status what the registrar, or who was asked, has answered last when it is not well; empty when there was no answer
 * @param reason why it is not well, for people; empty when it is
 * @param retryIn when it registers again by itself; empty when it will not, or has no need to
 */
public record PbxTrunk(
        String name,
        TrunkState state,
        int calls,
        Optional<Integer> status,
        String reason,
        Optional<Duration> retryIn) {}

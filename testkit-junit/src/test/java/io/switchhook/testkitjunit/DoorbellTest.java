package io.switchhook.testkitjunit;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchhook.phone.IncomingCall;
import io.switchhook.phone.PhoneLine;
import io.switchhook.phone.SoftPhone;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The example of the package's own words, as it stands there. */
@ExtendWith(PbxExtension.class)
class DoorbellTest {
    @Test
    void theHouseAnswersTheDoor(@Extension("100") PhoneLine door, @Extension("200") SoftPhone house) {
        house.onIncomingCall(IncomingCall::answer);
        assertTrue(door.createCall("200").start().join().isAnswered());
    }
}

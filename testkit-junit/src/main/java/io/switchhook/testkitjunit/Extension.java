package io.switchhook.testkitjunit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The extension that a parameter of a test stands for. Its type says what it is to be:
 *
 * <ul>
 *   <li>{@link io.switchhook.phone.SoftPhone}: a telephone with one line, registered there; {@link io.switchhook.phone.PhoneLine}: that line
 *   <li>{@link io.switchhook.testkit.ScriptedPeer}: a peer that does what the test says, registered there
 *   <li>{@link io.switchhook.phone.SipAccount}: what a telephone of the test itself needs to register there
 * </ul>
 *
 * <p>Parameters of one test with the same number and type are the same object.
 */
@Documented
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
public @interface Extension {

    /** Digits, or any user part of a SIP URI that the PBX takes as an extension. */
    String value();
}

/**
 * Tests of programs that telephone, with JUnit, in a few lines:
 *
 * <pre>{@code
 * @ExtendWith(PbxExtension.class)
 * class DoorbellTest {
 *     @Test
 *     void theHouseAnswersTheDoor(@Extension("100") PhoneLine door, @Extension("200") SoftPhone house) {
 *         house.onIncomingCall(IncomingCall::answer);
 *         assertTrue(door.createCall("200").start().join().isAnswered());
 *     }
 * }
 * }</pre>
 *
 * <p>Each test has a PBX of its own on free ports of this machine, with an extension for each number that the class names; telephones and scripted peers are registered
 * there. After the test everything is closed, what is left behind fails the test, and a test that fails shows the ladder of all messages.
 */
package io.switchhook.testkitjunit;

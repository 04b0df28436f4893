package io.switchhook.cli.demo;

import io.switchhook.phone.CallStateChange;
import java.util.List;

/** What the demonstration shows. Safe to call from any thread. */
interface DemoScreen {

    /** What came of one scenario. */
    record Score(int number, String title, int checks, int held) {
        boolean allHeld() {
            return checks == held;
        }
    }

    /** Before everything: what is where. */
    void opening(List<String> sentences);

    void scenario(int number, String title, String sentence);

    /** Something that the demonstration does now. */
    void step(String sentence);

    /** A call of one of the telephones has got another state. */
    void state(String phone, CallStateChange change);

    /** Something that must be true, and whether it is. */
    void check(String sentence, boolean held);

    void ladder(String drawing);

    /** The end. */
    void result(List<Score> scores, double seconds);
}

package io.switchhook.testkit;

/** One breach of a rule, in a sentence. */
public record WireProblem(WireRule rule, String text) {

    @Override
    public String toString() {
        return rule + ": " + text;
    }
}

package io.switchhook.systemtests.architecture;

/** Sources of planted classes. */
final class Planted {
    private Planted() {}

    /** A class with one method of the given body, in {@code io.switchhook.<subpackage>}. */
    static String method(String subpackage, String body) {
        return "package io.switchhook." + subpackage + ";\nclass Planted {\n    void run() throws Exception {\n        "
                + body + "\n    }\n}\n";
    }

    static String enumSwitch(String switchText) {
        return "package io.switchhook.sip;\nclass Machine {\n    enum State { CALLING, DONE }\n"
                + "    int of(State state, String text) {\n        " + switchText + "\n    }\n}\n";
    }
}

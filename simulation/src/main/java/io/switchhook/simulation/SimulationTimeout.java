package io.switchhook.simulation;

/** What a test waited for did not happen within the virtual time given. The message lists what is still pending. */
public final class SimulationTimeout extends AssertionError {
    private static final long serialVersionUID = 1;

    SimulationTimeout(String message) {
        super(message);
    }
}

package io.switchhook.benchmarks.peers;

/** One question, or some that one run answers. */
interface Row {
    void measure(Place place, Report report);
}

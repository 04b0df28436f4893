package io.switchhook.services;

import java.util.List;

/** What is said and done in one call: an engine without clock and audio, told what happens. */
interface Dialogue {

    /** The caller is there. */
    List<Step> onBegin();

    List<Step> onDigit(char digit);

    /** Everything was played. */
    List<Step> onPlayed();

    /** What was awaited did not come. */
    List<Step> onTime();
}

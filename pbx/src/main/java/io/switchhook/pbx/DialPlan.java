package io.switchhook.pbx;

/**
 * Where calls go: asked for each call that a telephone opens, once it has been let in. What takes the place of another call (Replaces), transfers and forwardings by telephones are
 * not asked about: they lead to extensions alone, whatever the plan says, so that nobody gets to a trunk by them. Of calls that come in from a {@link Trunk} it is asked about
 * those that the trunk leaves to it.
 *
 * <p>Messages (MESSAGE, RFC 3428) to a number that is no extension's ask it too, and go to all targets of the route that it gives; over trunks that are told to take them, {@link
 * Trunk#withMessages}. Where these refuse it or cannot be reached, it goes where the route sends calls then, within the 25 s for which its sender waits; nothing is kept for a
 * telephone that is not there: a last step to one that is always there, or to a program of yours, can do so.
 *
 * <p>Called off the loop, for each call on a lane of its own, so that several calls may ask at once: it may block and take time, 20 s at most, and 5 s for a message. Meanwhile
 * the caller has heard 100 and may give up. When it throws, or takes longer, the caller is answered 500, and {@link PbxEvent.DialPlanFailed} tells why.
 */
@FunctionalInterface
public interface DialPlan {

    /**
     * Decides.
     *
     * @throws Exception when nobody can say: the caller is answered 500
     */
    CallRoute route(DialledCall call) throws Exception;
}

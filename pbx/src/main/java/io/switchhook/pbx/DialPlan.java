package io.switchhook.pbx;

/**
 * Where calls go: asked for each call that a telephone opens, once it has been let in. What takes the place of another call (Replaces), transfers and forwardings by telephones are
 * not asked about: they lead to extensions alone, whatever the plan says, so that nobody gets to a trunk by them.
 *
 * <p>Called off the loop, for each call on a lane of its own, so that several calls may ask at once: it may block and take time, 20 s at most. Meanwhile the caller has heard 100
 * and may give up. When it throws, or takes longer, the caller is answered 500, and {@link PbxEvent.DialPlanFailed} tells why.
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

/**
 * One side of a call: a dialog with one telephone or trunk, and what is described to it alone, with its own keys, ICE candidates and bundle ({@link
 * io.switchhook.pbx.internal.leg.LegMedia}). Also what of a request, its content or a refusal may be passed on to the other side. A leg does not know the call that it belongs to:
 * it tells its owner.
 */
package io.switchhook.pbx.internal.leg;

/**
 * Calls: two legs and what joins them. How a call is set up, changed, transferred, taken over and picked up, and how it ends ({@link io.switchhook.pbx.internal.bridge.Bridge}).
 * Where it goes a {@link io.switchhook.pbx.internal.bridge.CallWay} says, what has become of it a {@link io.switchhook.pbx.internal.bridge.CallDiary} hears, and whether it leads
 * to a conference a {@link io.switchhook.pbx.internal.bridge.FocusDesk} knows; all three are the program's side of the PBX, and stand above.
 */
package io.switchhook.pbx.internal.bridge;

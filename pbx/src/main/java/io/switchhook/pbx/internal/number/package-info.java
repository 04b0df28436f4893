/**
 * Numbers, and who calls with them: which number a URI means here and whether it is an extension ({@link io.switchhook.pbx.internal.number.NumberPlan}), as whom a caller is
 * shown to those who are called and how far its call may still go, and who has sent a call on. Values and small state; all other packages of the PBX stand on this one.
 */
package io.switchhook.pbx.internal.number;

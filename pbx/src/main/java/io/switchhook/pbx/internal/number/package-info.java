/**
 * Numbers, and who calls with them: which number a URI means here and who of the PBX has it ({@link io.switchhook.pbx.internal.number.NumberPlan}), as whom a caller is shown to
 * those who are called and how far its call may still go, and who has sent a call on. Values alone; the floor of the PBX, which all its other packages stand on.
 */
package io.switchhook.pbx.internal.number;

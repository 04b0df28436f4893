/** How good a call sounds, estimated from what was measured of it: the E-model of ITU-T G.107. */
@NullMarked
package io.switchhook.media.quality;

import org.jspecify.annotations.NullMarked;

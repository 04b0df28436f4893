/** STUN messages with what TURN and ICE put into them, and ChannelData: read within bounds, signed, checked and written. Pure values. */
package io.switchhook.stun;

/** Keep-alive of SIP ports by STUN (RFC 5626 §8). Pure: time is an argument. */
package io.switchhook.sip.core.stun;

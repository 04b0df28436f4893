/** STUN on SIP ports: Binding requests and their answers, and keep-alive with them (RFC 8489, RFC 5626 §8). Pure: time is an argument. */
package io.switchhook.sip.core.stun;

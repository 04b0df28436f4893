/**
 * What {@link io.switchhook.phone.Call} and its kin are told and tell: settings and options of calls, their states, and how each of their commands turns out. Values, which no
 * thread can change.
 */
package io.switchhook.phone.call;

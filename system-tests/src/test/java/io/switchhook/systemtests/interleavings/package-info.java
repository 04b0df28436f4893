/** Two parties of one call, and every order in which what they do and say can happen, up to a bound of states. */
package io.switchhook.systemtests.interleavings;

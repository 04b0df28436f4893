/** The phone and its lines on the signalling loop: registrations, messages, questions what others can, and the way of each request to its call. */
package io.switchhook.phone.internal.engine;

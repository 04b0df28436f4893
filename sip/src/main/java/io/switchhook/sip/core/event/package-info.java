/**
 * Events of any package as pure machines: who subscribes and who notifies (RFC 6665, and peers of RFC 3265), who publishes and who gathers what is published (RFC 3903).
 * What a body means is the business of its package.
 */
package io.switchhook.sip.core.event;

/** Offer and answer of RFC 3264 and RFC 6337 as pure functions that say why each media line ended as it did. */
package io.switchhook.sdp.negotiation;

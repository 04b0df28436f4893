/** What user agents can, and what callers want them to: RFC 3840, RFC 3841 §8. Pure values. */
package io.switchhook.sip.core.feature;

/**
 * What comes of that which {@link io.switchhook.phone.PhoneLine} asks others for outside of calls: its registration, messages, questions what they can. Values, which no thread
 * can change.
 */
package io.switchhook.phone.line;

/** Named deadlines that an engine owns; nothing here runs by itself: "now" is always an argument. */
package io.switchhook.base.timer;

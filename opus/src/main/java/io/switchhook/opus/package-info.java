/**
 * Opus for calls (RFC 6716, RFC 7587): an add-on of pure Java. With it on the class path or module path,
 * {@code PhoneConfig.DEFAULT.withWideband()} offers Opus first; nothing else is to be done.
 */
package io.switchhook.opus;

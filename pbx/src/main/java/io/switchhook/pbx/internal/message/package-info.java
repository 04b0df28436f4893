/**
 * Requests that belong to no call, MESSAGE (RFC 3428) and OPTIONS, on their way: to all telephones of an extension, or over a line to the outside, one way after the other, until
 * somebody takes them.
 */
package io.switchhook.pbx.internal.message;

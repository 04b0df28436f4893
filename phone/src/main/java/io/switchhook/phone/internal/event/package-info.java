/** Documents of event packages, as they come in. */
package io.switchhook.phone.internal.event;

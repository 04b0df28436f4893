/** DNS answers by dnsjava. */
package io.switchhook.transport.internal.dns;

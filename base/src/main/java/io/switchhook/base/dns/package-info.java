/** What an engine asks of DNS, and the answers as values. Fetching them is the business of transport or simulation. */
package io.switchhook.base.dns;

/** The commands that run a phone: call, listen, message, options, register and roster. */
package io.switchhook.cli.phone;

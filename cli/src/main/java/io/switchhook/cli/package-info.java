/** The {@code switchhook} command: phones, an embedded PBX and a demonstration for the shell and for scripts. */
package io.switchhook.cli;

/** The command that runs a PBX, and its services while it runs. */
package io.switchhook.cli.pbx;

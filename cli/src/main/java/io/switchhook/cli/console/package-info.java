/** What every command stands on: the terminal and who types there, options, files, times, and how a command ends. It knows no telephone. */
package io.switchhook.cli.console;

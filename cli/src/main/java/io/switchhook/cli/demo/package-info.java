/** The demonstration: a PBX and its telephones on this machine, the story that they play, and what is shown of it. */
package io.switchhook.cli.demo;

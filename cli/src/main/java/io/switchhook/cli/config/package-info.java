/** The file of {@code switchhook pbx --config}: read, checked line by line, and made into what the PBX and its services are built from. */
package io.switchhook.cli.config;

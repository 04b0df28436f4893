/** A world of hosts, networks and time that exists in memory only; one seed reproduces a run byte for byte. */
package io.switchhook.simulation;

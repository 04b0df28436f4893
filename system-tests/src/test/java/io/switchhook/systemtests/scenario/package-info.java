/** Flows by the sections of their RFCs, played by whole phones and the PBX in virtual time. */
package io.switchhook.systemtests.scenario;

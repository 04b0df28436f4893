/** The surroundings of a phone or PBX in one object: real in transport, virtual in simulation. */
package io.switchhook.base.world;

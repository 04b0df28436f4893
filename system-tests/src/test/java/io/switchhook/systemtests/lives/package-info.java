/** Random lives of three phones and a PBX on a bad network, each from one seed, and what must hold after every one of them. */
package io.switchhook.systemtests.lives;

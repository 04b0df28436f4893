/** Randomness that is given, never taken, so that one seed reproduces a run. */
package io.switchhook.base.random;

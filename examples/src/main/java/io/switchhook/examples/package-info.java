/** One program per recipe: each is compiled, run and tested with the library. */
package io.switchhook.examples;

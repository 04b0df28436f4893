/** Planted defects: the library with one thing broken, and the tests that have to notice. */
package io.switchhook.systemtests.defects;

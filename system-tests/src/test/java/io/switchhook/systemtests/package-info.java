/** Tests that need the whole house: scenarios, simulations, architecture rules, interop with other programs. */
package io.switchhook.systemtests;

/**
 * Scripted peers and checkers for tests of SIP programs. On purpose nothing here uses the library's own messages,
 * transactions
 * or dialogs: what is checked must not be its own judge.
 */
package io.switchhook.testkit;

/** Accounts: what a person writes of one, read, and what a line is to do by it. */
package io.switchhook.phone.internal.account;

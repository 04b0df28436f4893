/** What a person writes of an account, read: address, features, WebSocket server. */
package io.switchhook.phone.internal.account;

/** A proxy and registrar to run: RFC 3261 §16 and §10 on sockets, with a policy of yours that says where requests go. */
package io.switchhook.stack.proxy;

/**
 * Our programs against real peers on loopback: SIPp, baresip, linphone, Kamailio, coturn, tshark and Chromium as Debian packages them.
 *
 * <p>Every peer is a process of its own with free ports and a temporary folder; {@link
 * io.switchhook.systemtests.interop.HarnessSelfIT} proves the peers against each other, so that a failure elsewhere is ours.
 */
package io.switchhook.systemtests.interop;

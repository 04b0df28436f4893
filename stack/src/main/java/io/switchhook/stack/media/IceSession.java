package io.switchhook.stack.media;

import io.switchhook.ice.IceCredentials;
import io.switchhook.sdp.IceDescription;

/**
 * What two descriptions have made of ICE on one stream.
 *
 * @param ours what our description said
 * @param theirs what the other side's did
 * @param controlling whether our offer began it (RFC 8445 §6.1.1)
 */
public record IceSession(IceCredentials ours, IceDescription theirs, boolean controlling) {}

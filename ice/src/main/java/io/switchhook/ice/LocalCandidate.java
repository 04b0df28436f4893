package io.switchhook.ice;

import io.switchhook.sdp.IceCandidate;

/** An address of ours that the other side may be told, and what is sent from there leaves by. */
record LocalCandidate(IceCandidate candidate, Outlet base) {}

/**
 * The embedded PBX: a registrar with digest, and a B2BUA that rings all bindings of the dialled extension, anchors
 * the media and carries out transfers itself. It runs in
 * the same process as its users' code; {@link io.switchhook.pbx.Pbx#builder} is the way in.
 */
package io.switchhook.pbx;

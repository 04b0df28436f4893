/**
 * The embedded PBX: a registrar with digest, and a B2BUA that rings all bindings of the dialled extension, anchors
 * the media and carries out transfers itself. It runs in
 * the same process as its users' code; {@link io.switchhook.pbx.Pbx#builder} is the way in.
 *
 * <p>Packages below this one are its engines. They are not for programs, and change without notice.
 */
package io.switchhook.pbx;

/**
 * What answers at numbers of a PBX. {@link io.switchhook.services.Services#of} is the way in: it has a phone for all of them, and {@link
 * io.switchhook.services.Services#open} gives a {@link io.switchhook.services.Service} a number. What is here uses public parts of phone and PBX alone, so that a service of
 * your own can do whatever these do.
 */
package io.switchhook.services;

package io.switchhook.services;

import io.switchhook.base.loop.Loop;
import io.switchhook.base.world.World;
import io.switchhook.pbx.Pbx;
import io.switchhook.phone.PhoneLine;
import io.switchhook.phone.SoftPhone;

/**
 * Where a service stands.
 *
 * @param number what is dialled to reach it
 * @param pbx whose number that is
 * @param phone that all services share: for conferences, say
 * @param line registered at the PBX as that number: what the service calls, it calls by this line
 * @param world time of day, randomness and lanes
 * @param loop one for all services, on which their state lives and their alarms ring; nothing may block there
 */
public record ServicePlace(String number, Pbx pbx, SoftPhone phone, PhoneLine line, World world, Loop loop) {}

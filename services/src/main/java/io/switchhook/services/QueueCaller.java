package io.switchhook.services;

import java.util.Optional;

/**
 * Who waits in a {@link CallQueue}.
 *
 * @param id never given to another caller of the queue
 * @param number as the caller says it
 * @param name what the caller calls itself
 */
public record QueueCaller(long id, String number, Optional<String> name) {}

package io.switchhook.systemtests.architecture;

/**
 * One breach of a rule.
 *
 * @param where what an exception would name: a top-level class, or a file relative to the root
 * @param what a sentence for the one who has to mend it
 */
record Violation(String where, String what) {}

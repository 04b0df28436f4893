package io.switchhook.cli;

import java.io.PrintStream;
import java.util.Map;

/**
 * What a command is given by whoever runs it.
 *
 * @param out for results, and for nothing else
 * @param err for complaints and logs
 * @param environment the variables of the process
 * @param interruption Ctrl-C
 */
record Terminal(PrintStream out, PrintStream err, Map<String, String> environment, Interruption interruption) {}

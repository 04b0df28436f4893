/** Whole processes beside whole processes: our servers and those of others under the same SIPp, by CPU time, memory and response times. */
package io.switchhook.benchmarks.peers;

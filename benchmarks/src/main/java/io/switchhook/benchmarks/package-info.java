/** What the parts cost beside other stacks, measured with JMH; nothing of it is shipped. */
package io.switchhook.benchmarks;

/** How a trunk is kept: our registration at its server, and the question from time to time whether it is there. Whoever runs the trunk is told. */
package io.switchhook.pbx.internal.trunk;

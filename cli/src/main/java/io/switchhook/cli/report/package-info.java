/** What commands tell: {@link io.switchhook.cli.report.Reports}, as sentences for people or as one JSON object a line. */
package io.switchhook.cli.report;

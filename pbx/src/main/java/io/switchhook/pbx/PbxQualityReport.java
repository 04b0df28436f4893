package io.switchhook.pbx;

import io.switchhook.stack.quality.QualityReport;
import java.util.Objects;

/**
 * What a telephone has told the PBX of the quality of a call of its own (RFC 6035 §3.2); see {@link Pbx.Builder#onQualityReport}.
 *
 * @param number the extension that has told it, proven by its password
 * @param report what it has told, which nothing proves: neither that there was such a call, nor what it was like
 */
public record PbxQualityReport(String number, QualityReport report) {
    public PbxQualityReport {
        Objects.requireNonNull(number, "number");
        Objects.requireNonNull(report, "report");
    }
}

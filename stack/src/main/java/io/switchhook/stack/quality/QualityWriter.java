package io.switchhook.stack.quality;

import io.switchhook.base.net.IpLiteral;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/** Writes a report in the order of RFC 6035 §4.6.1. The empty lines that its rules have and its examples do not are left out. */
final class QualityWriter {
    private static final String LINE_END = "\r\n";

    private final StringBuilder out = new StringBuilder(1_024);

    private QualityWriter() {}

    static String write(QualityReport report) {
        var writer = new QualityWriter();
        writer.first(report);
        writer.session(report.session());
        writer.line("LocalMetrics", "");
        writer.metrics(report.localMetrics());
        report.remoteMetrics().ifPresent(remote -> {
            writer.line("RemoteMetrics", "");
            writer.metrics(remote);
        });
        writer.line("DialogID", report.dialogId());
        return writer.out.toString();
    }

    private void first(QualityReport report) {
        var word = report.kind().word();
        report.alert()
                .ifPresentOrElse(
                        alert -> line(
                                word,
                                "Type=" + alert.type() + " Severity=" + alert.severity() + " Dir=" + alert.direction()),
                        () -> out.append(report.callTerm() ? word + ": CallTerm" : word)
                                .append(LINE_END));
    }

    private void session(SessionInfo session) {
        line("CallID", session.callId());
        line("LocalID", session.localId());
        line("RemoteID", session.remoteId());
        line("OrigID", session.origId());
        line("LocalAddr", session.localAddr().map(QualityWriter::end));
        line("RemoteAddr", session.remoteAddr().map(QualityWriter::end));
        line("LocalGroup", session.localGroup());
        line("RemoteGroup", session.remoteGroup());
        line("LocalMAC", session.localMac());
        line("RemoteMAC", session.remoteMac());
    }

    private static String end(MediaEnd end) {
        var known = "IP=" + IpLiteral.asText(end.address()) + " PORT=" + end.port();
        return end.ssrc().isEmpty()
                ? known
                : known + " SSRC=0x" + String.format("%08x", end.ssrc().getAsLong());
    }

    private void metrics(QualityMetrics metrics) {
        var times = new ArrayList<String>();
        metrics.start().ifPresent(at -> times.add("START=" + at));
        metrics.stop().ifPresent(at -> times.add("STOP=" + at));
        if (!times.isEmpty()) {
            line("Timestamps", String.join(" ", times));
        }
        var lines = new LinkedHashMap<String, List<String>>();
        metrics.values()
                .forEach((parameter, value) -> lines.computeIfAbsent(parameter.line(), name -> new ArrayList<>())
                        .add(parameter.write(value)));
        lines.forEach((name, values) -> line(name, String.join(" ", values)));
    }

    private void line(String name, Optional<String> value) {
        value.ifPresent(known -> line(name, known));
    }

    private void line(String name, String value) {
        out.append(name)
                .append(':')
                .append(value.isEmpty() ? "" : " ")
                .append(value)
                .append(LINE_END);
    }
}

package io.switchhook.sip.core.route;

import io.switchhook.base.dns.DnsAnswer;
import io.switchhook.base.dns.DnsRecord;
import io.switchhook.base.dns.DnsType;
import io.switchhook.base.net.IpLiteral;
import java.net.Inet4Address;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Answers the questions of a plan. */
final class Zone {
    final List<TargetPlan.Question> asked = new ArrayList<>();
    private final Map<TargetPlan.Question, List<DnsRecord>> records = new HashMap<>();
    private final Map<String, Duration> lives = new HashMap<>();
    private final Set<TargetPlan.Question> silent = new HashSet<>();

    void record(String name, DnsType type, DnsRecord record) {
        records.computeIfAbsent(new TargetPlan.Question(name, type), key -> new ArrayList<>())
                .add(record);
    }

    void addresses(String name, String... literals) {
        for (var literal : literals) {
            var address = IpLiteral.parse(literal).orElseThrow();
            record(name, address instanceof Inet4Address ? DnsType.A : DnsType.AAAA, new DnsRecord.Address(address));
        }
    }

    void srv(String name, int priority, int weight, int port, String target) {
        record(name, DnsType.SRV, new DnsRecord.Srv(priority, weight, port, target));
    }

    void naptr(String name, int order, int preference, String flags, String service, String replacement) {
        record(name, DnsType.NAPTR, new DnsRecord.Naptr(order, preference, flags, service, "", replacement));
    }

    void silent(String name, DnsType type) {
        silent.add(new TargetPlan.Question(name, type));
    }

    void timeToLive(String name, Duration life) {
        lives.put(name, life);
    }

    TargetPlan answer(TargetPlan plan) {
        while (!plan.questions().isEmpty()) {
            for (var question : plan.questions()) {
                asked.add(question);
                plan.onAnswer(question, answerTo(question));
            }
        }
        return plan;
    }

    private DnsAnswer answerTo(TargetPlan.Question question) {
        if (silent.contains(question)) {
            return new DnsAnswer.Failed("time-out");
        }
        var found = records.getOrDefault(question, List.of());
        return found.isEmpty()
                ? new DnsAnswer.NotFound()
                : new DnsAnswer.Found(found, lives.getOrDefault(question.name(), Duration.ofHours(1)));
    }
}

package io.switchhook.base.dns;

import io.switchhook.base.random.Randomness;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The order in which the servers of one SRV answer are contacted: lowest priority first, among equals drawn by weight (RFC 2782, usage rules). */
public final class SrvOrder {
    /** A zone with more is hostile or broken; the weighting is quadratic. The heaviest of the last priority that has room are kept. */
    static final int MAX_RECORDS = 32;

    private SrvOrder() {}

    /** Records without a target (RFC 2782: the service is not offered) are left out. */
    public static List<DnsRecord.Srv> of(List<DnsRecord.Srv> records, Randomness random) {
        var byPriority = Comparator.comparingInt(DnsRecord.Srv::priority);
        var waiting = records.stream()
                .filter(record -> !record.target().isEmpty())
                .sorted(byPriority.thenComparing(
                        Comparator.comparingInt(DnsRecord.Srv::weight).reversed()))
                .limit(MAX_RECORDS)
                .sorted(byPriority.thenComparingInt(DnsRecord.Srv::weight))
                .toList();
        var ordered = new ArrayList<DnsRecord.Srv>();
        int from = 0;
        for (int to = 1; to <= waiting.size(); to++) {
            if (to == waiting.size()
                    || waiting.get(to).priority() != waiting.get(from).priority()) {
                draw(new ArrayList<>(waiting.subList(from, to)), ordered, random);
                from = to;
            }
        }
        return ordered;
    }

    /** @param equals those of one priority, weight 0 in front */
    private static void draw(List<DnsRecord.Srv> equals, List<DnsRecord.Srv> ordered, Randomness random) {
        int sum = equals.stream().mapToInt(DnsRecord.Srv::weight).sum();
        while (equals.size() > 1) {
            // Between 0 and the sum, both included: so a record of weight 0 has its small chance.
            int drawn = sum == 0 ? 0 : random.nextInt(sum + 1);
            int chosen = 0;
            for (int running = equals.get(0).weight();
                    running < drawn;
                    running += equals.get(chosen).weight()) {
                chosen++;
            }
            sum -= equals.get(chosen).weight();
            ordered.add(equals.remove(chosen));
        }
        ordered.addAll(equals);
    }
}

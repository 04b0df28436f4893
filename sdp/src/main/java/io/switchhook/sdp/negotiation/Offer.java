package io.switchhook.sdp.negotiation;

import io.switchhook.sdp.PayloadMapping;
import io.switchhook.sdp.SessionDescription;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** An offer of ours that waits for its answer. Immutable: with forking, each branch's answer is read against it. */
public final class Offer {
    private final SessionDescription description;
    private final List<Integer> positions;
    private final List<List<PayloadMapping>> history;

    Offer(SessionDescription description, List<Integer> positions, List<List<PayloadMapping>> history) {
        this.description = description;
        this.positions = List.copyOf(positions);
        this.history = List.copyOf(history);
    }

    /** An offer that was made elsewhere, another leg's relayed description for one; line n is stream n. */
    public static Offer of(SessionDescription description) {
        var positions = IntStream.range(0, description.media().size()).boxed().toList();
        var history = new ArrayList<List<PayloadMapping>>();
        description.media().forEach(m -> history.add(m.payloads()));
        return new Offer(description, positions, history);
    }

    /** What to send. */
    public SessionDescription description() {
        return description;
    }

    int position(int index) {
        return positions.get(index);
    }

    List<List<PayloadMapping>> history() {
        return history;
    }
}

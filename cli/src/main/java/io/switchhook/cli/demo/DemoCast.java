package io.switchhook.cli.demo;

import io.switchhook.phone.SipAccount;
import io.switchhook.stack.trace.TraceSink;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** The three telephones of one part of the demonstration, and the ladder of what they say. */
final class DemoCast implements AutoCloseable {
    private final Map<DemoPhone.Part, DemoPhone> phones = new EnumMap<>(DemoPhone.Part.class);
    private final DemoLadder ladder;

    private DemoCast(DemoLadder ladder) {
        this.ladder = ladder;
    }

    static DemoCast open(
            Function<DemoPhone.Part, SipAccount> accounts, TraceSink trace, DemoLadder ladder, DemoScreen screen) {
        var cast = new DemoCast(ladder);
        for (var part : DemoPhone.Part.values()) {
            var phone = new DemoPhone(
                    part, accounts.apply(part), trace, (who, change) -> screen.state(who.number(), change));
            cast.phones.put(part, phone);
            ladder.name(phone.address(), part.number());
        }
        return cast;
    }

    DemoPhone transferor() {
        return phone(DemoPhone.Part.TRANSFEROR);
    }

    DemoPhone transferee() {
        return phone(DemoPhone.Part.TRANSFEREE);
    }

    DemoPhone target() {
        return phone(DemoPhone.Part.TARGET);
    }

    private DemoPhone phone(DemoPhone.Part part) {
        return Optional.ofNullable(phones.get(part)).orElseThrow();
    }

    List<DemoPhone> all() {
        return List.of(transferor(), transferee(), target());
    }

    DemoLadder ladder() {
        return ladder;
    }

    /** Who is where and sounds how. */
    List<String> introduction(String first) {
        var sentences = new ArrayList<String>();
        sentences.add(first);
        all().forEach(phone ->
                sentences.add("Telephone " + phone.number() + " is at " + Loopback.hostPort(phone.address())
                        + " and sounds " + phone.part().hertz() + " Hz."));
        return sentences;
    }

    /** Ends all calls. */
    CompletableFuture<Boolean> hangUp() {
        return CompletableFuture.allOf(all().stream().map(DemoPhone::hangUp).toArray(CompletableFuture<?>[]::new))
                .thenApply(nothing -> true);
    }

    @Override
    public void close() {
        all().forEach(DemoPhone::close);
    }
}

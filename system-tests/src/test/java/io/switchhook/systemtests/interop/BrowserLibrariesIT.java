package io.switchhook.systemtests.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.phone.call.CallState;
import io.switchhook.phone.call.DialOutcome;
import io.switchhook.phone.call.TransferOutcome;
import io.switchhook.systemtests.interop.LibraryPhone.Library;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The libraries that make telephones of pages, JsSIP and SIP.js, at our PBX: one browser, a PBX for each test. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BrowserLibrariesIT {
    private static final long SECONDS = LibraryHouse.SECONDS;
    private static final int OUR_TONE = 1_000;
    private static final int OTHER_TONE = 1_400;
    private static final int PAGE_TONE = 600;

    private Chromium chromium;

    @BeforeAll
    void open(@TempDir Path folder) throws IOException {
        chromium = new Chromium(folder, "libraries.html", Optional.of(BrowserLibraries.folder()), List.of());
    }

    @AfterAll
    void close() {
        chromium.close();
    }

    /** A test's story; what the PBX has seen is told with what goes wrong. */
    private interface Story {
        void tell(LibraryHouse house) throws Exception;
    }

    private void in(Story story) throws Exception {
        try (var house = new LibraryHouse(chromium)) {
            try {
                story.tell(house);
            } catch (Exception | AssertionError e) {
                throw new AssertionError(e + "\n" + house.report(), e);
            }
        }
    }

    private static <T> T soon(CompletableFuture<T> future) throws Exception {
        return future.get(SECONDS, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @EnumSource
    void registersAndIsForgotten(Library library) throws Exception {
        in(house -> {
            var page = house.page(library, "700", PAGE_TONE).order("register").await("registered");
            var first = soon(house.pbx().registrations());
            assertThat(first)
                    .singleElement()
                    .satisfies(one -> assertThat(one.extension()).isEqualTo("700"));
            page.order("register");
            Deadline.in(Duration.ofSeconds(SECONDS))
                    .await(
                            "the registration is renewed",
                            () -> {
                                var now = house.pbx().registrations().join();
                                return now.size() == 1
                                        && now.get(0)
                                                .expires()
                                                .isAfter(first.get(0).expires());
                            },
                            page::report);
            page.order("unregister").await("unregistered");
            assertThat(soon(house.pbx().registrations())).isEmpty();
            house.page(library, "701", PAGE_TONE, "wrong", "balanced")
                    .order("register")
                    .await("not registered 403");
        });
    }

    @ParameterizedTest
    @EnumSource
    void callsATelephoneHoldsAndRestartsIce(Library library) throws Exception {
        in(house -> {
            var ours = house.ours("853");
            var page = house.registered(library, "700", PAGE_TONE).order("call", "853");
            var call = ours.nextCall();
            call.ring();
            page.await("ringing 180");
            var digits = new LinkedBlockingQueue<Character>();
            call.onDigit(digits::add);
            soon(call.answer());
            page.await("answered").await("media connected");
            house.talk(page, PAGE_TONE, call, OUR_TONE);
            page.order("digit", "rtp", "5");
            assertThat(digits.poll(SECONDS, TimeUnit.SECONDS)).isEqualTo('5');
            page.order("digit", "info", "7");
            assertThat(digits.poll(SECONDS, TimeUnit.SECONDS)).isEqualTo('7');
            page.order("hold").await("changed").awaitHearing(0);
            assertThat(call.state()).isEqualTo(CallState.REMOTE_HELD);
            page.order("resume").await("changed");
            house.talk(page, PAGE_TONE, call, OUR_TONE);
            page.order("restart").await("changed");
            house.talk(page, PAGE_TONE, call, OTHER_TONE);
            page.order("hangup");
            assertThat(soon(call.ended()).state()).isEqualTo(CallState.COMPLETED);
        });
    }

    @ParameterizedTest
    @EnumSource
    void isCalledByATelephoneThatHolds(Library library) throws Exception {
        in(house -> {
            var page = house.registered(library, "700", PAGE_TONE);
            var call = house.ours("853").line().createCall("700");
            var outcome = call.start();
            page.await("called by 853").order("answer");
            assertThat(soon(outcome).isAnswered()).isTrue();
            page.await("answered").await("media connected");
            house.talk(page, PAGE_TONE, call, OUR_TONE);
            assertThat(soon(call.hold()).isDone()).isTrue();
            page.await("held remote");
            assertThat(soon(call.resume()).isDone()).isTrue();
            page.await("resumed remote");
            house.talk(page, PAGE_TONE, call, OTHER_TONE);
            soon(call.sendDigits("42"));
            house.talk(page, PAGE_TONE, call, OUR_TONE);
            soon(call.hangUp());
            page.await("ended remote");
        });
    }

    @ParameterizedTest
    @EnumSource
    void callsThatAreNotAnsweredEndAsTheyShould(Library library) throws Exception {
        in(house -> {
            var ours = house.ours("853");
            var page = house.registered(library, "700", PAGE_TONE);
            for (int status : new int[] {486, 603}) {
                var call = ours.line().createCall("700");
                var outcome = call.start();
                page.await("called by 853").order("reject", Integer.toString(status));
                assertThat(soon(outcome))
                        .isInstanceOfSatisfying(
                                DialOutcome.Refused.class,
                                refused -> assertThat(refused.status()).isEqualTo(status));
                page.order("call", "853");
                soon(ours.nextCall().reject(status));
                page.await("failed remote " + status);
            }
            var given = ours.line().createCall("700");
            given.start();
            page.await("called by 853");
            soon(given.hangUp());
            page.await("failed remote CANCEL");
            page.order("call", "853");
            var cancelled = ours.nextCall();
            cancelled.ring();
            page.await("ringing 180").order("hangup");
            assertThat(soon(cancelled.ended()).state()).isEqualTo(CallState.CANCELLED);
        });
    }

    @ParameterizedTest
    @EnumSource
    void transfersAndIsTransferred(Library library) throws Exception {
        in(house -> {
            var first = house.ours("853");
            var second = house.ours("854");
            var page = house.registered(library, "700", PAGE_TONE).order("call", "853");
            var call = first.nextCall();
            soon(call.answer());
            page.await("answered").order("transfer", "854");
            var target = second.nextCall();
            soon(target.answer());
            page.await("transferred 200");
            CallSound.send(call, OUR_TONE);
            soon(CallSound.hearing(target, OUR_TONE));
            soon(target.hangUp());
            soon(call.ended());

            page.order("call", "853");
            var other = first.nextCall();
            soon(other.answer());
            page.await("answered");
            var transfer = other.blindTransfer("854");
            var taken = second.nextCall();
            soon(taken.answer());
            assertThat(soon(transfer).kind()).isEqualTo(TransferOutcome.Kind.COMPLETED);
            house.talk(page, PAGE_TONE, taken, OTHER_TONE);
            page.order("hangup");
            soon(taken.ended());
        });
    }

    @ParameterizedTest
    @EnumSource
    void joinsTwoOfItsCalls(Library library) throws Exception {
        in(house -> {
            var first = house.ours("853");
            var second = house.ours("854");
            var page = house.registered(library, "700", PAGE_TONE).order("call", "853");
            var one = first.nextCall();
            soon(one.answer());
            page.await("answered").order("hold").await("changed").order("call", "854");
            var other = second.nextCall();
            soon(other.answer());
            page.await("answered").order("join").await("transferred 200");
            CallSound.send(one, OUR_TONE);
            CallSound.send(other, OTHER_TONE);
            soon(CallSound.hearing(other, OUR_TONE));
            soon(CallSound.hearing(one, OTHER_TONE));
            soon(one.hangUp());
            soon(other.ended());
        });
    }

    @ParameterizedTest
    @CsvSource({"JSSIP, max-bundle", "JSSIP, balanced", "SIPJS, max-bundle"})
    void offersVideoToATelephoneThatHasNone(Library library, String policy) throws Exception {
        in(house -> {
            var ours = house.ours("853");
            var page = house.page(library, "700", PAGE_TONE, "s-700", policy)
                    .order("register")
                    .await("registered")
                    .order("call", "853", "video");
            var call = ours.nextCall();
            soon(call.answer());
            page.await("answered").await("media connected");
            house.talk(page, PAGE_TONE, call, OUR_TONE);
            page.order("hold").await("changed").order("resume").await("changed");
            house.talk(page, PAGE_TONE, call, OTHER_TONE);
            page.order("hangup");
            soon(call.ended());
        });
    }

    @ParameterizedTest
    @CsvSource({
        "JSSIP, JSSIP, balanced",
        "JSSIP, SIPJS, max-bundle",
        "SIPJS, JSSIP, balanced",
        "SIPJS, SIPJS, max-bundle"
    })
    void pagesCallEachOther(Library caller, Library callee, String policy) throws Exception {
        in(house -> {
            var one = house.page(caller, "700", PAGE_TONE, "s-700", policy)
                    .order("register")
                    .await("registered");
            var other = house.page(callee, "701", OTHER_TONE, "s-701", policy)
                    .order("register")
                    .await("registered");
            // Who sends all by one way gets no picture through the PBX, which has one for each stream.
            boolean seen = policy.equals("balanced");
            one.order("call", "701", "video");
            other.await("called by 700")
                    .order("answer", "video")
                    .await("answered")
                    .await("media connected");
            one.await("answered").await("media connected").awaitHearing(OTHER_TONE);
            other.awaitHearing(PAGE_TONE);
            if (seen) {
                one.await("sees 320x240");
                other.await("sees 320x240");
            }
            other.order("hold").await("changed").order("resume").await("changed");
            if (seen) {
                // JsSIP takes a line that is refused for one that is not on hold.
                one.await("held remote").await("resumed remote");
            }
            one.awaitHearing(OTHER_TONE);
            one.order("restart").await("changed").awaitHearing(OTHER_TONE);
            other.awaitHearing(PAGE_TONE).order("hangup");
            one.await("ended remote");
        });
    }
}

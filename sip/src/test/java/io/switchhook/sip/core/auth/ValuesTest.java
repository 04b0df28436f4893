package io.switchhook.sip.core.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchhook.sip.core.route.NextHop;
import io.switchhook.sip.core.route.Target;
import io.switchhook.sip.message.uri.SipUri;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Records with equals and hashCode of their own are still equal by all of their parts, and by nothing else. */
class ValuesTest {

    /** The same value made twice, and all that differ from it in one part. */
    record Kind(Supplier<Record> value, List<Record> others) {
        int parts() {
            return value.get().getClass().getRecordComponents().length;
        }

        @Override
        public String toString() {
            return value.get().getClass().getSimpleName();
        }
    }

    static Stream<Kind> kinds() {
        var login = Login.of("858", "secret");
        var uri = SipUri.of("858", "pbx.example.com");
        var policy = DigestPolicy.DEFAULT;
        var keyring = Keyring.of(login, List.of(uri));
        var other = new Keyring.RealmLogin("elsewhere", login, Optional.empty());
        return Stream.of(
                new Kind(
                        () -> new Login("858", login.secret()),
                        List.of(new Login("853", login.secret()), Login.of("858", "other"))),
                new Kind(
                        () -> new DigestPolicy(policy.minimum(), 6, true, false, false),
                        List.of(
                                policy.withMinimum(DigestAlgorithm.SHA_256),
                                new DigestPolicy(policy.minimum(), 5, true),
                                new DigestPolicy(policy.minimum(), 6, false),
                                policy.withIntegrity(true),
                                policy.withServerProof(true))),
                new Kind(
                        () -> Keyring.of(login, List.of(uri)),
                        List.of(
                                keyring.withOwn(Login.of("853", "x")),
                                keyring.withRealms(Set.of("here")),
                                keyring.withServers(List.of()),
                                keyring.and(other),
                                keyring.withPolicy(policy.withIntegrity(true)))),
                new Kind(
                        () -> new NextHop("a", OptionalInt.of(5060), Optional.of("UDP"), false),
                        List.of(
                                new NextHop("b", OptionalInt.of(5060), Optional.of("UDP"), false),
                                new NextHop("a", OptionalInt.empty(), Optional.of("UDP"), false),
                                new NextHop("a", OptionalInt.of(5060), Optional.empty(), false),
                                new NextHop("a", OptionalInt.of(5060), Optional.of("UDP"), true))),
                new Kind(
                        () -> new Target("UDP", address(5060), "a"),
                        List.of(
                                new Target("TCP", address(5060), "a"),
                                new Target("UDP", address(5061), "a"),
                                new Target("UDP", address(5060), "b"))));
    }

    private static InetSocketAddress address(int port) {
        try {
            return new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void equalByAllParts(Kind kind) {
        var value = kind.value().get();
        assertThat(kind.value().get()).isEqualTo(value).hasSameHashCodeAs(value);
        assertThat(kind.others()).hasSize(kind.parts()).doesNotContain(value).doesNotHaveDuplicates();
        assertThat(value).isNotEqualTo("it");
    }
}

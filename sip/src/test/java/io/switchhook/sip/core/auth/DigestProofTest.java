package io.switchhook.sip.core.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The examples of the RFCs, and values computed by another program. */
class DigestProofTest {
    private static final byte[] NO_BODY = new byte[0];

    @ParameterizedTest
    @CsvSource({
        "MD5, 8ca523f5e9506fed4657c9700eebdbec",
        "SHA-256, 753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"
    })
    void rfc7616Section391(String algorithm, String response) {
        assertThat(response(
                        algorithm,
                        "Mufasa",
                        "http-auth@example.org",
                        "Circle of Life",
                        "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v",
                        "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ",
                        "/dir/index.html"))
                .isEqualTo(response);
    }

    /**
     * The RFC prints a response that was made with the first half of SHA-512, which is not SHA-512/256; erratum 4897 has the true one. The printed one is pinned too, to
     * show that only the hash differs.
     */
    @Test
    void rfc7616Section392AsCorrectedByErratum4897() {
        assertThat(response(
                        "SHA-512-256",
                        "J\u00e4s\u00f8n Doe",
                        "api@example.org",
                        "Secret, or not?",
                        "5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK",
                        "NTg6RKcb9boFIAS3KrFK9BGeh+iDa/sm6jUMp2wds69v",
                        "/doe.json"))
                .isEqualTo("3798d4131c277846293534c3edc11bd8a5e4cdcbff78b05db9d95eeb1cec68a5")
                .isNotEqualTo("ae66e67d6b427bd3f120414a82e4acff38e8ecd9101d6c861229025f607a79dd");
    }

    @Test
    void rfc2617Section35() {
        assertThat(response(
                        "MD5",
                        "Mufasa",
                        "testrealm@host.com",
                        "Circle Of Life",
                        "dcd98b7102dd2f0e8b11d0f600bfb0c093",
                        "0a4f113b",
                        "/dir/index.html"))
                .isEqualTo("6629fae49393a05397450978507c4ef1");
    }

    private static String response(
            String token, String user, String realm, String password, String nonce, String clientNonce, String uri) {
        var algorithm = DigestAlgorithm.of(token).orElseThrow();
        var ha1 = Secret.ofPassword(password).ha1(algorithm, user, realm).orElseThrow();
        return new DigestProof(algorithm, realm, nonce, Optional.of(Qop.AUTH), "00000001", clientNonce, uri)
                .response(ha1, "GET", NO_BODY);
    }

    @ParameterizedTest
    @CsvSource({
        "MD5, auth, 89eb0059246c02b2f6ee02c7961d5ea3",
        "MD5, auth-int, b1c81b2ae89822a39dca670743286f7d",
        "MD5, , bf57e4e0d0bffc0fbaedce64d59add5e",
        "MD5-sess, auth, e4e4ea61d186d07a92c9e1f6919902e9",
        "MD5-sess, auth-int, 37ebb2110ce9799028dade1cb9aa2c2a",
        "MD5-sess, , fff17611bcbbf00c9116a2c922dea8e1",
        "SHA-256, auth, b3b5a6c69453abafaab9ae4dccdac90a076b6c80615d5f3498e7433b6e93bf4f",
        "SHA-256, auth-int, ea394ecd6c5b3112d1637154051cdb33619b9186ff0d15379d2ae2ff984d237e",
        "SHA-256, , 38aad98c50c33abe72c5f88dd17246ffcfa6b1f68852c855719ff0659386c0ca",
        "SHA-256-sess, auth, 5da59c9ca40954be9d5063a15a174066c8251be2c10cf47c144c366dc7daf792",
        "SHA-256-sess, auth-int, 5ab3aad5b92abf411418bb2f6d1fb262fb31b79971b722f9b0c17078f59966d0",
        "SHA-256-sess, , 2ceb74b5bf787a27f00a80b94f397228de1a9bab1c3c56b7c6f984cf9f3ffdf7",
        "SHA-512-256, auth, 7f1a09de0f19af0a1eac2b28d33e3f2fb89cca1ad8fb01bba5e1883b288bac14",
        "SHA-512-256, auth-int, 6eb34a3beb9b09ab9e527dff8b9bf0258c4a7bea409fa7c93aad0a98ec9fed82",
        "SHA-512-256, , 9e960b3a01beb63f1ea5d45d43bd8a2178879d3c9ddbbdb0624187ca823c6eca",
        "SHA-512-256-sess, auth, 077d9677be83f41f162d1a4453dc163389919f81e5927391d972f477da767633",
        "SHA-512-256-sess, auth-int, 6bba7a62f6b33f4e6767e44c148cfe0a39be3f014a511b3ddca64ff792143aab",
        "SHA-512-256-sess, , 10f52db7e2818a98871fd94294a2593a22eeaf07e23dad0b2bb52694442db5dd"
    })
    void everyAlgorithmWithEveryQop(String token, String qop, String response) {
        var algorithm = DigestAlgorithm.of(token).orElseThrow();
        var proof = new DigestProof(
                algorithm,
                "biloxi.com",
                "dcd98b7102dd2f0e8b11d0f600bfb0c093",
                Optional.ofNullable(qop).flatMap(Qop::of),
                "00000001",
                "0a4f113b",
                "sip:bob@biloxi.com");
        var ha1 = Secret.ofPassword("zanzibar")
                .ha1(algorithm, "bob", "biloxi.com")
                .orElseThrow();
        assertThat(proof.response(ha1, "INVITE", "v=0".getBytes(StandardCharsets.US_ASCII)))
                .isEqualTo(response);
    }

    /** RFC 8760 §2.6 (7). */
    @Test
    void emptyBodyIsTheHashOfNothing() {
        assertThat(DigestAlgorithm.SHA_256.hash(NO_BODY))
                .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }

    @Test
    void keptHashTakesThePlaceOfThePassword() {
        var ha1 = DigestAlgorithm.MD5.hash("bob:biloxi.com:zanzibar");
        var kept = Secret.ofHash(DigestAlgorithm.MD5, ha1);
        assertThat(kept.ha1(DigestAlgorithm.MD5_SESS, "bob", "biloxi.com")).contains(ha1);
        assertThat(kept.ha1(DigestAlgorithm.SHA_256, "bob", "biloxi.com")).isEmpty();
    }

    @Test
    void secretsDoNotShowThemselves() {
        var login = Login.of("bob", "zanzibar");
        var hash = DigestAlgorithm.MD5.hash("x");
        assertThat(login.toString()).contains("bob").doesNotContain("zanzibar");
        assertThat(Secret.ofHash(DigestAlgorithm.MD5, hash).toString()).doesNotContain(hash);
    }

    @Test
    void strengthIsThatOfTheHash() {
        assertThat(DigestAlgorithm.MD5_SESS.isAtLeast(DigestAlgorithm.SHA_256)).isFalse();
        assertThat(DigestAlgorithm.SHA_256.isAtLeast(DigestAlgorithm.SHA_256_SESS))
                .isTrue();
        assertThat(DigestAlgorithm.SHA_512_256.isAtLeast(DigestAlgorithm.SHA_256))
                .isTrue();
    }
}

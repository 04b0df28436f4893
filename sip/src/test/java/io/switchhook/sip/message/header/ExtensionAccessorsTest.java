package io.switchhook.sip.message.header;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ExtensionAccessorsTest {
    @Test
    void historyTellsHowATargetCameAboutAndWhyItWasLeft() {
        var entries = HistoryInfoHeader.TYPE.parseAll(
                "<sip:UserA@ims.example.com?Reason=SIP%3Bcause%3D302>;index=1.1,<sip:UserB@example.com?Privacy=history&Reason=SIP%3Bcause%3D486>;index=1.2;mp=1.1");
        assertThat(entries.get(0).index()).contains("1.1");
        assertThat(entries.get(0).mappedFrom()).isEmpty();
        assertThat(entries.get(0).reason().orElseThrow().cause()).hasValue(302);
        assertThat(entries.get(0).secret()).isFalse();
        assertThat(entries.get(1).mappedFrom()).contains("1.1");
        assertThat(entries.get(1).secret()).isTrue();
        var contact = HistoryInfoHeader.TYPE.parse("<sip:bob@192.0.2.3?Reason=%22>;index=1.1.1;rc=1.1;np=1");
        assertThat(contact.registeredContactOf()).contains("1.1");
        assertThat(contact.unchangedFrom()).contains("1");
        assertThat(contact.reason()).isEmpty();
    }

    @Test
    void diversionCountsOneUnlessToldOtherwise() {
        assertThat(DiversionHeader.TYPE.parse("<sip:a@b>").counter()).isEqualTo(1);
        assertThat(DiversionHeader.TYPE.parse("<sip:a@b>;counter=x").counter()).isEqualTo(1);
        var diversion = DiversionHeader.TYPE.parse("<sip:a@b>;counter=12;limit=99;privacy=full;screen=no");
        assertThat(diversion.counter()).isEqualTo(12);
        assertThat(diversion.limit()).hasValue(99);
        assertThat(diversion.privacy()).contains("full");
        assertThat(diversion.screen()).contains("no");
    }

    @Test
    void contactTellsInstanceFlowAndGruus() {
        var contact = ContactHeader.TYPE.parse(
                "<sip:callee@192.0.2.2>;pub-gruu=\"sip:callee@example.com;gr=hha9s8d-999a\";temp-gruu=\"sip:tgruu.7hs@example.com;gr\""
                        + ";+sip.instance=\"<urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6>\";reg-id=1");
        assertThat(contact.instance()).contains("urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6");
        assertThat(contact.regId()).hasValue(1);
        assertThat(contact.pubGruu()).contains("sip:callee@example.com;gr=hha9s8d-999a");
        assertThat(contact.tempGruu()).contains("sip:tgruu.7hs@example.com;gr");
        assertThat(ContactHeader.TYPE.parse("<sip:a@b>;reg-id=0").regId()).isEmpty();
        assertThat(ContactHeader.TYPE.parse("<sip:a@b>;reg-id=2147483648").regId())
                .isEmpty();
    }

    @Test
    void identityIsReadAndNotVerified() {
        var identity = IdentityHeader.TYPE.parse("..sig-_=;info=<https://c.example/x.cer>;alg=ES384;ppt=shaken");
        assertThat(identity.compact()).isTrue();
        assertThat(identity.info().orElseThrow().toString()).isEqualTo("https://c.example/x.cer");
        assertThat(identity.algorithm()).isEqualTo("ES384");
        assertThat(identity.ppt()).contains("shaken");
        assertThat(IdentityHeader.TYPE.parse("a.b.c;info=<https://c>").algorithm())
                .isEqualTo("ES256");
        assertThat(IdentityHeader.TYPE.parse("a.b.c").info()).isEmpty();
        assertThatThrownBy(() -> IdentityHeader.TYPE.parse("a!b;info=<https://c>"))
                .hasMessageContaining("base64");
    }

    @Test
    void sessionIdHasTheDigitsOfBothSides() {
        var local = "ab30317f1a784dc48ff824d0d3715d86";
        assertThat(SessionIdHeader.of(local, SessionIdHeader.NIL).remote()).contains(SessionIdHeader.NIL);
        assertThat(SessionIdHeader.TYPE.parse(local + ";remote=12").remote()).isEmpty();
        assertThatThrownBy(() -> SessionIdHeader.TYPE.parse("ab")).hasMessageContaining("32 hexadecimal digits");
        assertThatThrownBy(() -> SessionIdHeader.of(local, "ab")).hasMessageContaining("32 hexadecimal digits");
    }

    @Test
    void chargingHeadersKeepTheirAddressesInOrder() {
        var addresses = PChargingFunctionAddressesHeader.TYPE.parse("ccf=192.1.1.1; ccf=192.1.1.2; ecf=192.1.1.3");
        assertThat(addresses.ccf()).containsExactly("192.1.1.1", "192.1.1.2");
        assertThat(addresses.ecf()).containsExactly("192.1.1.3");
        var vector = PChargingVectorHeader.TYPE.parse("icid-value=1234bc9876e;icid-generated-at=192.0.6.8");
        assertThat(vector.icid()).isEqualTo("1234bc9876e");
        assertThat(vector.generatedAt()).contains("192.0.6.8");
        assertThatThrownBy(() -> PChargingVectorHeader.TYPE.parse("orig-ioi=home1.net"))
                .hasMessageContaining("icid-value");
    }

    @Test
    void smallAccessorsTellWhatTheParametersSay() {
        assertThat(AnswerModeHeader.TYPE.parse("auto;require").automatic()).isTrue();
        assertThat(PrivAnswerModeHeader.TYPE.parse("Manual").require()).isFalse();
        assertThat(AcceptContactHeader.TYPE.parse("*;audio;require").require()).isTrue();
        assertThat(AcceptContactHeader.TYPE.parse("*;audio").explicit()).isFalse();
        assertThat(PAccessNetworkInfoHeader.TYPE
                        .parse("IEEE-802.11;network-provided")
                        .networkProvided())
                .isTrue();
        var data = UserToUserHeader.TYPE.parse("56a3;purpose=foo;content=bar");
        assertThat(data.encoding()).isEqualTo("hex");
        assertThat(data.purpose()).contains("foo");
        assertThat(data.content()).contains("bar");
        assertThat(RecvInfoHeader.TYPE.parseAll("")).isEmpty();
        assertThat(PAssociatedUriHeader.TYPE.parseAll("")).isEmpty();
        assertThatThrownBy(() -> ResourcePriorityHeader.TYPE.parse("dsn.flash.x"))
                .hasMessageContaining("without a dot");
        assertThatThrownBy(() -> MaxBreadthHeader.TYPE.parse("99999999999")).hasMessageContaining("at most");
    }

    @Test
    void headersThatWereTakenAwayAreUnknownOnes() {
        assertThat(HeaderName.indexOf("Encryption")).isEqualTo(-1);
        assertThat(HeaderName.indexOf("Response-Key")).isEqualTo(-1);
        assertThat(HeaderName.indexOf("Hide")).isEqualTo(-1);
    }
}

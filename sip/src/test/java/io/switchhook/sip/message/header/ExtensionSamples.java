package io.switchhook.sip.message.header;

import static io.switchhook.sip.message.header.HeaderSamples.of;
import static io.switchhook.sip.message.header.HeaderSamples.same;

import io.switchhook.sip.message.header.HeaderSamples.Sample;
import java.util.ArrayList;
import java.util.List;

/** Samples of the headers that RFC 3261 does not have: the RFC's own where it has one, else made by its grammar. */
final class ExtensionSamples {
    private ExtensionSamples() {}

    static List<Sample> all() {
        var samples = new ArrayList<Sample>();
        samples.addAll(calls());
        samples.addAll(networks());
        samples.addAll(identities());
        return samples;
    }

    private static List<Sample> calls() {
        return List.of(
                of(
                        JoinHeader.TYPE,
                        "98732@sip.example.com ;from-tag=r33th4x0r ;to-tag=ff87ff",
                        "98732@sip.example.com;to-tag=ff87ff;from-tag=r33th4x0r"),
                same(JoinHeader.TYPE, "12adf2f34456gs5;to-tag=12345;from-tag=54321"),
                same(JoinHeader.TYPE, "87134@192.0.2.23;to-tag=24796;from-tag=0"),
                same(AnswerModeHeader.TYPE, "Auto"),
                same(AnswerModeHeader.TYPE, "Manual;require"),
                same(PrivAnswerModeHeader.TYPE, "Auto;require"),
                same(InfoPackageHeader.TYPE, "foo"),
                same(RecvInfoHeader.TYPE, "P"),
                same(RecvInfoHeader.TYPE, "infoX;version=1"),
                same(ReferEventsAtHeader.TYPE, "<sips:vPT3izGmo8NTxaPADRZvEAY22BKx@example.com;gr>"),
                of(ReferEventsAtHeader.TYPE, "sip:wsXa9mkHtPcGu8@example.com", "<sip:wsXa9mkHtPcGu8@example.com>"),
                same(UserToUserHeader.TYPE, "56a390f3d2b7310023a2;encoding=hex;purpose=foo;content=bar"),
                same(UserToUserHeader.TYPE, "342342ef34;encoding=hex"),
                of(UserToUserHeader.TYPE, "00C8/A=;purpose=isdn-uui", "\"00C8/A=\";purpose=isdn-uui"),
                same(SessionIdHeader.TYPE, "ab30317f1a784dc48ff824d0d3715d86;remote=47755a9de7794ba387653f2099600ef2"),
                of(SessionIdHeader.TYPE, "AB30317F1A784DC48FF824D0D3715D86", "ab30317f1a784dc48ff824d0d3715d86"),
                same(
                        HistoryInfoHeader.TYPE,
                        "<sip:UserB@example.com?Privacy=history&Reason=SIP%3Bcause%3D486>;index=1.2;mp=1.1"),
                same(HistoryInfoHeader.TYPE, "<sip:bob@192.0.2.3>;index=1.1.1;rc=1.1"),
                same(
                        DiversionHeader.TYPE,
                        "<sip:+19195551002@gw.com>;reason=no-answer;counter=2;limit=5;privacy=full;screen=yes"));
    }

    private static List<Sample> networks() {
        return List.of(
                same(FlowTimerHeader.TYPE, "120"),
                same(MaxBreadthHeader.TYPE, "60"),
                same(ResourcePriorityHeader.TYPE, "dsn.flash"),
                same(AcceptResourcePriorityHeader.TYPE, "wps.3"),
                same(PEarlyMediaHeader.TYPE, "supported"),
                same(FeatureCapsHeader.TYPE, "*;+sip.test=\"<urn:x>\""),
                of(
                        PAccessNetworkInfoHeader.TYPE,
                        "3GPP-UTRAN-TDD; utran-cell-id-3gpp=234151D0FCE11",
                        "3GPP-UTRAN-TDD;utran-cell-id-3gpp=234151D0FCE11"),
                same(PAssociatedUriHeader.TYPE, "<sip:user1@home1.net>"),
                same(PCalledPartyIdHeader.TYPE, "<sip:user1-business@example.com>"),
                of(PCalledPartyIdHeader.TYPE, "sip:user1-business@example.com", "<sip:user1-business@example.com>"),
                same(PVisitedNetworkIdHeader.TYPE, "other.net"),
                same(PVisitedNetworkIdHeader.TYPE, "\"Visited network number 1\""),
                of(
                        PChargingVectorHeader.TYPE,
                        "icid-value=1234bc9876e; icid-generated-at=192.0.6.8; orig-ioi=home1.net",
                        "icid-value=1234bc9876e;icid-generated-at=192.0.6.8;orig-ioi=home1.net"),
                of(
                        PChargingFunctionAddressesHeader.TYPE,
                        "ccf=192.1.1.1; ccf=192.1.1.2; ecf=192.1.1.3; ecf=192.1.1.4",
                        "ccf=192.1.1.1;ccf=192.1.1.2;ecf=192.1.1.3;ecf=192.1.1.4"));
    }

    private static List<Sample> identities() {
        var claims =
                "eyJhbGciOiJFUzI1NiIsInR5cCI6InBhc3Nwb3J0IiwieDV1IjoiaHR0cHM6Ly9jZXJ0LmV4YW1wbGUub3JnL3Bhc3Nwb3J0LmNlciJ9."
                        + "eyJkZXN0Ijp7InVyaSI6WyJzaXA6YWxpY2VAZXhhbXBsZS5jb20iXX0sImlhdCI6IjE0NDMyMDgzNDUiLCJvcmlnIjp7InRuIjoiMTIxNTU1NTEyMTIifX0";
        var signature = "rq3pjT1hoRwakEGjHCnWSwUnshd0-zJ6F1VOgFWSjHBr8Qjpjlk-cpFYpFYsojNCpTzO3QfPOlckGaS6hEck7w";
        return List.of(
                same(IdentityHeader.TYPE, claims + "." + signature + ";info=<https://biloxi.example.org/biloxi.cert>"),
                same(IdentityHeader.TYPE, ".." + signature + ";info=<https://biloxi.example.org/biloxi.cert>"),
                of(
                        IdentityHeader.TYPE,
                        ".." + signature + "; alg=ES256 ;info=<https://a.example>;ppt=\"shaken\"",
                        ".." + signature + ";info=<https://a.example>;alg=ES256;ppt=\"shaken\""),
                same(IdentityHeader.TYPE, "\"ZYNBbHC00VMZr2kZt6VmCvPonWJMGvQTBDqghoWeLxJfzB2a1pxAr3VgrB0SsSAa\""));
    }
}

package io.switchhook.sip.message.header;

import java.util.List;

/** For each header: what may stand on the wire, and how we write the same. Values are those of the RFC that defines the header where it gives one. */
final class HeaderSamples {
    private HeaderSamples() {}

    /** @param wire a field value, without folds; @param written what we make of it */
    record Sample(HeaderType<?> type, String wire, String written) {}

    static List<Sample> all() {
        var samples = new java.util.ArrayList<Sample>();
        samples.addAll(addresses());
        samples.addAll(routing());
        samples.addAll(words());
        samples.addAll(bodies());
        samples.addAll(numbers());
        samples.addAll(authentication());
        samples.addAll(events());
        samples.addAll(texts());
        samples.addAll(ExtensionSamples.all());
        return samples;
    }

    static Sample same(HeaderType<?> type, String wire) {
        return new Sample(type, wire, wire);
    }

    static Sample of(HeaderType<?> type, String wire, String written) {
        return new Sample(type, wire, written);
    }

    private static List<Sample> addresses() {
        return List.of(
                same(FromHeader.TYPE, "\"A. G. Bell\" <sip:agb@bell-telephone.com>;tag=a48s"),
                of(
                        FromHeader.TYPE,
                        "sip:+12125551212@server.phone2net.com;tag=887s",
                        "<sip:+12125551212@server.phone2net.com>;tag=887s"),
                of(
                        FromHeader.TYPE,
                        "Anonymous <sip:c8oqz84zk7z@privacy.org>;tag=hyh8",
                        "\"Anonymous\" <sip:c8oqz84zk7z@privacy.org>;tag=hyh8"),
                of(
                        FromHeader.TYPE,
                        "\"1000\"<sip:1000@192.168.112.215>;tag=x",
                        "\"1000\" <sip:1000@192.168.112.215>;tag=x"),
                of(
                        FromHeader.TYPE,
                        "caller<sip:caller@example.com>;tag=323",
                        "\"caller\" <sip:caller@example.com>;tag=323"),
                same(FromHeader.TYPE, "\"J Rosenberg \\\\\\\"\" <sip:jdrosen@example.com>;tag=98asjd8"),
                same(FromHeader.TYPE, "\"Jürgen 大\" <sip:j@example.com>"),
                of(FromHeader.TYPE, "Jürgen <sip:j@example.com>", "\"Jürgen\" <sip:j@example.com>"),
                of(
                        ToHeader.TYPE,
                        "The Operator <sip:operator@cs.columbia.edu>;tag=287447",
                        "\"The Operator\" <sip:operator@cs.columbia.edu>;tag=287447"),
                of(ToHeader.TYPE, "sip:+12125551212@server.phone2net.com", "<sip:+12125551212@server.phone2net.com>"),
                same(ToHeader.TYPE, "<tel:+1-201-555-0123>"),
                of(ToHeader.TYPE, "<sip:a@b> ; tag = 1 ; x", "<sip:a@b>;tag=1;x"),
                same(ContactHeader.TYPE, "\"Mr. Watson\" <sip:watson@worcester.bell-telephone.com>;q=0.7;expires=3600"),
                same(ContactHeader.TYPE, "*"),
                same(ContactHeader.TYPE, "<sip:127.0.0.1:6060>"),
                same(
                        ContactHeader.TYPE,
                        "<sip:a@[2001:db8::1]:5062;transport=tcp;ob>;+sip.instance=\"<urn:uuid:0>\";reg-id=1"),
                of(
                        ContactHeader.TYPE,
                        "sip:+19725552222@gw1.example.net;unknownparam",
                        "<sip:+19725552222@gw1.example.net>;unknownparam"),
                same(ReplyToHeader.TYPE, "\"Bob\" <sip:bob@biloxi.com>"),
                same(
                        ReferToHeader.TYPE,
                        "<sip:dave@denver.example.org?Replaces=12345%40192.168.118.3%3Bto-tag%3D12345%3Bfrom-tag%3D5FFE-3994>"),
                of(ReferToHeader.TYPE, "sip:alice@atlanta.example.com", "<sip:alice@atlanta.example.com>"),
                same(
                        ReferredByHeader.TYPE,
                        "<sip:referror@referror.example>;cid=\"20398823.2UWQFN309shb3@referror.example\""),
                of(ReferredByHeader.TYPE, "\"1000\"<sip:1000@192.168.112.215>", "\"1000\" <sip:1000@192.168.112.215>"),
                same(PAssertedIdentityHeader.TYPE, "\"Cullen Jennings\" <sip:fluffy@cisco.com>"),
                of(PAssertedIdentityHeader.TYPE, "tel:+14085264000", "<tel:+14085264000>"),
                same(PPreferredIdentityHeader.TYPE, "\"Cullen Jennings\" <sip:fluffy@cisco.com>"),
                same(DiversionHeader.TYPE, "<sip:WeSellPizza@p4.isp.com>;reason=user-busy;counter=1"),
                same(
                        RemotePartyIdHeader.TYPE,
                        "\"John Doe\" <sip:jdoe@foo.com>;party=calling;id-type=subscriber;privacy=full"),
                same(HistoryInfoHeader.TYPE, "<sip:UserA@ims.example.com>;index=1;foo=bar"));
    }

    private static List<Sample> routing() {
        return List.of(
                same(ViaHeader.TYPE, "SIP/2.0/UDP erlang.bell-telephone.com:5060;branch=z9hG4bK87asdks7"),
                same(ViaHeader.TYPE, "SIP/2.0/UDP 192.0.2.1:5060;received=192.0.2.207;rport=5061;branch=z9hG4bK77asjd"),
                same(
                        ViaHeader.TYPE,
                        "SIP/2.0/TCP [2001:db8::9:1];branch=z9hG4bKas3-111;rport;received=2001:db8::9:255"),
                of(
                        ViaHeader.TYPE,
                        "SIP / 2.0 / UDP first.example.com: 4000;ttl=16 ;maddr=224.2.0.1 ;branch=z9hG4bKa7c6a8dlze.1",
                        "SIP/2.0/UDP first.example.com:4000;ttl=16;maddr=224.2.0.1;branch=z9hG4bKa7c6a8dlze.1"),
                same(ViaHeader.TYPE, "SIP/2.0/WSS df7jal23ls0d.invalid;branch=z9hG4bK56sdasks"),
                same(RouteHeader.TYPE, "<sip:bigbox3.site3.atlanta.com;lr>"),
                same(RecordRouteHeader.TYPE, "<sip:server10.biloxi.com;lr>;x=y"),
                same(PathHeader.TYPE, "<sip:P3.EXAMPLEHOME.COM;lr>"),
                same(ServiceRouteHeader.TYPE, "<sip:P2.HOME.EXAMPLE.COM;lr>"),
                of(CSeqHeader.TYPE, "4711   INVITE", "4711 INVITE"),
                of(CSeqHeader.TYPE, "0009 RE%47IST%45R", "9 RE%47IST%45R"),
                same(CSeqHeader.TYPE, "2147483647 BYE"),
                same(CallIdHeader.TYPE, "f81d4fae-7dec-11d0-a765-00a0c91e6bf6@biloxi.com"),
                same(CallIdHeader.TYPE, "intmeth.word%ZK-!.*_+'@word`~)(><:\\/\"][?}{"),
                same(InReplyToHeader.TYPE, "70710@saturn.bell-tel.com"),
                same(MaxForwardsHeader.TYPE, "70"),
                of(MaxForwardsHeader.TYPE, "0068", "68"));
    }

    private static List<Sample> words() {
        return List.of(
                same(AllowHeader.TYPE, "INVITE"),
                same(SupportedHeader.TYPE, "100rel"),
                same(RequireHeader.TYPE, "timer"),
                same(ProxyRequireHeader.TYPE, "foo"),
                same(UnsupportedHeader.TYPE, "foo"),
                same(AllowEventsHeader.TYPE, "presence.winfo"),
                same(ContentEncodingHeader.TYPE, "gzip"),
                same(ContentLanguageHeader.TYPE, "fr-CA"),
                same(RequestDispositionHeader.TYPE, "no-fork"),
                same(AcceptEncodingHeader.TYPE, "gzip;q=1.0"),
                of(AcceptLanguageHeader.TYPE, "en-gb;q = 0.8", "en-gb;q=0.8"),
                same(AcceptContactHeader.TYPE, "*;audio;methods=\"INVITE,BYE\";explicit"),
                same(RejectContactHeader.TYPE, "*;actor=\"msg-taker\";video"),
                same(PriorityHeader.TYPE, "emergency"),
                same(PrivacyHeader.TYPE, "id;critical"),
                of(PrivacyHeader.TYPE, "user ; header, session", "user;header;session"));
    }

    private static List<Sample> bodies() {
        return List.of(
                same(AcceptHeader.TYPE, "application/sdp;level=1"),
                same(AcceptHeader.TYPE, "*/*"),
                of(ContentTypeHeader.TYPE, "text/html; charset=ISO-8859-4", "text/html;charset=ISO-8859-4"),
                same(ContentTypeHeader.TYPE, "multipart/mixed;boundary=\"a=_b\""),
                same(ContentTypeHeader.TYPE, "message/sipfrag;version=2.0"),
                same(ContentDispositionHeader.TYPE, "session;handling=optional"),
                same(ContentLengthHeader.TYPE, "349"),
                same(MimeVersionHeader.TYPE, "1.0"),
                same(AlertInfoHeader.TYPE, "<http://www.example.com/sounds/moo.wav>"),
                same(AlertInfoHeader.TYPE, "<http://127.0.0.1>;info=alert-autoanswer"),
                of(
                        CallInfoHeader.TYPE,
                        "<http://wwww.example.com/alice/photo.jpg> ;purpose=icon",
                        "<http://wwww.example.com/alice/photo.jpg>;purpose=icon"),
                same(ErrorInfoHeader.TYPE, "<sip:not-in-service-recording@atlanta.com>"));
    }

    private static List<Sample> numbers() {
        return List.of(
                same(ExpiresHeader.TYPE, "4294967295"),
                same(MinExpiresHeader.TYPE, "60"),
                same(RSeqHeader.TYPE, "988789"),
                same(RAckHeader.TYPE, "776656 1 INVITE"),
                same(SessionExpiresHeader.TYPE, "4000;refresher=uac"),
                same(MinSeHeader.TYPE, "3600;lr"),
                of(RetryAfterHeader.TYPE, "18000;duration=3600", "18000;duration=3600"),
                same(RetryAfterHeader.TYPE, "120 (I'm in a meeting (again))"),
                same(TimestampHeader.TYPE, "54"),
                same(TimestampHeader.TYPE, "54.21 0.5"),
                same(DateHeader.TYPE, "Sat, 13 Nov 2010 23:29:00 GMT"),
                same(WarningHeader.TYPE, "307 isi.edu \"Session parameter 'foo' not understood\""),
                same(WarningHeader.TYPE, "399 ozsdk \"User reject\""),
                same(WarningHeader.TYPE, "301 [2001:db8::1]:5060 \"Say \\\"hello\\\"\""));
    }

    private static List<Sample> authentication() {
        return List.of(
                of(
                        WwwAuthenticateHeader.TYPE,
                        "Digest realm=\"atlanta.com\",domain=\"sip:boxesbybob.com\", qop=\"auth\","
                                + "nonce=\"f84f1cec41e6cbe5aea9c8e88d359\",stale=FALSE,algorithm=MD5",
                        "Digest realm=\"atlanta.com\", domain=\"sip:boxesbybob.com\", qop=\"auth\","
                                + " nonce=\"f84f1cec41e6cbe5aea9c8e88d359\", stale=FALSE, algorithm=MD5"),
                same(
                        ProxyAuthenticateHeader.TYPE,
                        "Digest realm=\"atlanta.com\", nonce=\"\", opaque=\"\", stale=FALSE, algorithm=SHA-256"),
                same(
                        AuthorizationHeader.TYPE,
                        "Digest username=\"bob\", uri=\"sip:bob@biloxi.com\", qop=auth, nc=00000001, response=\"6629fae49393a05397450978507c4ef1\""),
                same(AuthorizationHeader.TYPE, "NoOneKnowsThisScheme opaque-data=here"),
                same(ProxyAuthorizationHeader.TYPE, "Digest username=\"Alice \\\"A\\\"\", realm=\"atlanta.com\""),
                same(AuthenticationInfoHeader.TYPE, "nextnonce=\"47364c23432d2e131a5fb210812c\", qop=auth"),
                same(ProxyAuthenticationInfoHeader.TYPE, "nextnonce=\"47364c23432d2e131a5fb210812c\", qop=auth"));
    }

    private static List<Sample> events() {
        return List.of(
                same(EventHeader.TYPE, "refer;id=93809824"),
                same(EventHeader.TYPE, "presence"),
                of(EventHeader.TYPE, "dialog;sla;id=7", "dialog;id=7;sla"),
                same(SubscriptionStateHeader.TYPE, "active;expires=599"),
                same(SubscriptionStateHeader.TYPE, "terminated;reason=reason=noresource"),
                same(ReferSubHeader.TYPE, "false"),
                same(ReplacesHeader.TYPE, "98732@sip.example.com;to-tag=ff87ff;from-tag=r33th4x0r;early-only"),
                of(
                        ReplacesHeader.TYPE,
                        "12adf2f34456gs5;from-tag=54321;to-tag=12345",
                        "12adf2f34456gs5;to-tag=12345;from-tag=54321"),
                same(TargetDialogHeader.TYPE, "fa77as7dad8-sd98ajzz@host.example.com;local-tag=kkaz-;remote-tag=6544"),
                of(
                        ReasonHeader.TYPE,
                        "SIP ;cause=200 ;text=\"Call completed elsewhere\"",
                        "SIP;cause=200;text=\"Call completed elsewhere\""),
                same(ReasonHeader.TYPE, "Q.850;cause=16"),
                same(SipEtagHeader.TYPE, "dx200xyz"),
                same(SipIfMatchHeader.TYPE, "dx200xyz"));
    }

    private static List<Sample> texts() {
        return List.of(
                same(UserAgentHeader.TYPE, "Softphone Beta1.5 (Linux; x86)"),
                same(ServerHeader.TYPE, "HomeServer v2"),
                same(SubjectHeader.TYPE, "Need more boxes"),
                same(SubjectHeader.TYPE, "€ and 大"),
                same(OrganizationHeader.TYPE, "Boxes by Bob"));
    }
}

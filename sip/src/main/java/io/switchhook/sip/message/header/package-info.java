/**
 * Header fields: for each a record of its value and a {@code TYPE} that reads and writes it.
 *
 * <table>
 * <caption>Headers, the RFC that defines each, and its record</caption>
 * <tr><th>header</th><th>RFC</th><th>record</th></tr>
 * <tr><td>Accept</td><td>3261</td><td>{@link AcceptHeader}</td></tr>
 * <tr><td>Accept-Contact</td><td>3841</td><td>{@link AcceptContactHeader}</td></tr>
 * <tr><td>Accept-Encoding</td><td>3261</td><td>{@link AcceptEncodingHeader}</td></tr>
 * <tr><td>Accept-Language</td><td>3261</td><td>{@link AcceptLanguageHeader}</td></tr>
 * <tr><td>Accept-Resource-Priority</td><td>4412</td><td>{@link AcceptResourcePriorityHeader}</td></tr>
 * <tr><td>Alert-Info</td><td>3261</td><td>{@link AlertInfoHeader}</td></tr>
 * <tr><td>Allow</td><td>3261</td><td>{@link AllowHeader}</td></tr>
 * <tr><td>Allow-Events</td><td>6665</td><td>{@link AllowEventsHeader}</td></tr>
 * <tr><td>Answer-Mode</td><td>5373</td><td>{@link AnswerModeHeader}</td></tr>
 * <tr><td>Authentication-Info</td><td>3261</td><td>{@link AuthenticationInfoHeader}</td></tr>
 * <tr><td>Authorization</td><td>3261</td><td>{@link AuthorizationHeader}</td></tr>
 * <tr><td>Call-ID</td><td>3261</td><td>{@link CallIdHeader}</td></tr>
 * <tr><td>Call-Info</td><td>3261</td><td>{@link CallInfoHeader}</td></tr>
 * <tr><td>Contact</td><td>3261</td><td>{@link ContactHeader}</td></tr>
 * <tr><td>Content-Disposition</td><td>3261</td><td>{@link ContentDispositionHeader}</td></tr>
 * <tr><td>Content-Encoding</td><td>3261</td><td>{@link ContentEncodingHeader}</td></tr>
 * <tr><td>Content-Language</td><td>3261</td><td>{@link ContentLanguageHeader}</td></tr>
 * <tr><td>Content-Length</td><td>3261</td><td>{@link ContentLengthHeader}</td></tr>
 * <tr><td>Content-Type</td><td>3261</td><td>{@link ContentTypeHeader}</td></tr>
 * <tr><td>CSeq</td><td>3261</td><td>{@link CSeqHeader}</td></tr>
 * <tr><td>Date</td><td>3261</td><td>{@link DateHeader}</td></tr>
 * <tr><td>Diversion</td><td>5806</td><td>{@link DiversionHeader}</td></tr>
 * <tr><td>Error-Info</td><td>3261</td><td>{@link ErrorInfoHeader}</td></tr>
 * <tr><td>Event</td><td>6665</td><td>{@link EventHeader}</td></tr>
 * <tr><td>Expires</td><td>3261</td><td>{@link ExpiresHeader}</td></tr>
 * <tr><td>Feature-Caps</td><td>6809</td><td>{@link FeatureCapsHeader}</td></tr>
 * <tr><td>Flow-Timer</td><td>5626</td><td>{@link FlowTimerHeader}</td></tr>
 * <tr><td>From</td><td>3261</td><td>{@link FromHeader}</td></tr>
 * <tr><td>History-Info</td><td>7044</td><td>{@link HistoryInfoHeader}</td></tr>
 * <tr><td>Identity</td><td>8224</td><td>{@link IdentityHeader}</td></tr>
 * <tr><td>In-Reply-To</td><td>3261</td><td>{@link InReplyToHeader}</td></tr>
 * <tr><td>Info-Package</td><td>6086</td><td>{@link InfoPackageHeader}</td></tr>
 * <tr><td>Join</td><td>3911</td><td>{@link JoinHeader}</td></tr>
 * <tr><td>Max-Breadth</td><td>5393</td><td>{@link MaxBreadthHeader}</td></tr>
 * <tr><td>Max-Forwards</td><td>3261</td><td>{@link MaxForwardsHeader}</td></tr>
 * <tr><td>MIME-Version</td><td>3261</td><td>{@link MimeVersionHeader}</td></tr>
 * <tr><td>Min-Expires</td><td>3261</td><td>{@link MinExpiresHeader}</td></tr>
 * <tr><td>Min-SE</td><td>4028</td><td>{@link MinSeHeader}</td></tr>
 * <tr><td>Organization</td><td>3261</td><td>{@link OrganizationHeader}</td></tr>
 * <tr><td>P-Access-Network-Info</td><td>7315</td><td>{@link PAccessNetworkInfoHeader}</td></tr>
 * <tr><td>P-Asserted-Identity</td><td>3325</td><td>{@link PAssertedIdentityHeader}</td></tr>
 * <tr><td>P-Associated-URI</td><td>7315</td><td>{@link PAssociatedUriHeader}</td></tr>
 * <tr><td>P-Called-Party-ID</td><td>7315</td><td>{@link PCalledPartyIdHeader}</td></tr>
 * <tr><td>P-Charging-Function-Addresses</td><td>7315</td><td>{@link PChargingFunctionAddressesHeader}</td></tr>
 * <tr><td>P-Charging-Vector</td><td>7315</td><td>{@link PChargingVectorHeader}</td></tr>
 * <tr><td>P-Early-Media</td><td>5009</td><td>{@link PEarlyMediaHeader}</td></tr>
 * <tr><td>P-Preferred-Identity</td><td>3325</td><td>{@link PPreferredIdentityHeader}</td></tr>
 * <tr><td>P-Visited-Network-ID</td><td>7315</td><td>{@link PVisitedNetworkIdHeader}</td></tr>
 * <tr><td>Path</td><td>3327</td><td>{@link PathHeader}</td></tr>
 * <tr><td>Priority</td><td>3261</td><td>{@link PriorityHeader}</td></tr>
 * <tr><td>Priv-Answer-Mode</td><td>5373</td><td>{@link PrivAnswerModeHeader}</td></tr>
 * <tr><td>Privacy</td><td>3323</td><td>{@link PrivacyHeader}</td></tr>
 * <tr><td>Proxy-Authenticate</td><td>3261</td><td>{@link ProxyAuthenticateHeader}</td></tr>
 * <tr><td>Proxy-Authentication-Info</td><td>7616</td><td>{@link ProxyAuthenticationInfoHeader}</td></tr>
 * <tr><td>Proxy-Authorization</td><td>3261</td><td>{@link ProxyAuthorizationHeader}</td></tr>
 * <tr><td>Proxy-Require</td><td>3261</td><td>{@link ProxyRequireHeader}</td></tr>
 * <tr><td>RAck</td><td>3262</td><td>{@link RAckHeader}</td></tr>
 * <tr><td>Reason</td><td>3326</td><td>{@link ReasonHeader}</td></tr>
 * <tr><td>Record-Route</td><td>3261</td><td>{@link RecordRouteHeader}</td></tr>
 * <tr><td>Recv-Info</td><td>6086</td><td>{@link RecvInfoHeader}</td></tr>
 * <tr><td>Refer-Events-At</td><td>7614</td><td>{@link ReferEventsAtHeader}</td></tr>
 * <tr><td>Refer-Sub</td><td>4488</td><td>{@link ReferSubHeader}</td></tr>
 * <tr><td>Refer-To</td><td>3515</td><td>{@link ReferToHeader}</td></tr>
 * <tr><td>Referred-By</td><td>3892</td><td>{@link ReferredByHeader}</td></tr>
 * <tr><td>Reject-Contact</td><td>3841</td><td>{@link RejectContactHeader}</td></tr>
 * <tr><td>Remote-Party-ID</td><td>draft-ietf-sip-privacy</td><td>{@link RemotePartyIdHeader}</td></tr>
 * <tr><td>Replaces</td><td>3891</td><td>{@link ReplacesHeader}</td></tr>
 * <tr><td>Reply-To</td><td>3261</td><td>{@link ReplyToHeader}</td></tr>
 * <tr><td>Request-Disposition</td><td>3841</td><td>{@link RequestDispositionHeader}</td></tr>
 * <tr><td>Require</td><td>3261</td><td>{@link RequireHeader}</td></tr>
 * <tr><td>Resource-Priority</td><td>4412</td><td>{@link ResourcePriorityHeader}</td></tr>
 * <tr><td>Retry-After</td><td>3261</td><td>{@link RetryAfterHeader}</td></tr>
 * <tr><td>Route</td><td>3261</td><td>{@link RouteHeader}</td></tr>
 * <tr><td>RSeq</td><td>3262</td><td>{@link RSeqHeader}</td></tr>
 * <tr><td>Server</td><td>3261</td><td>{@link ServerHeader}</td></tr>
 * <tr><td>Service-Route</td><td>3608</td><td>{@link ServiceRouteHeader}</td></tr>
 * <tr><td>Session-Expires</td><td>4028</td><td>{@link SessionExpiresHeader}</td></tr>
 * <tr><td>Session-ID</td><td>7989</td><td>{@link SessionIdHeader}</td></tr>
 * <tr><td>SIP-ETag</td><td>3903</td><td>{@link SipEtagHeader}</td></tr>
 * <tr><td>SIP-If-Match</td><td>3903</td><td>{@link SipIfMatchHeader}</td></tr>
 * <tr><td>Subject</td><td>3261</td><td>{@link SubjectHeader}</td></tr>
 * <tr><td>Subscription-State</td><td>6665</td><td>{@link SubscriptionStateHeader}</td></tr>
 * <tr><td>Supported</td><td>3261</td><td>{@link SupportedHeader}</td></tr>
 * <tr><td>Target-Dialog</td><td>4538</td><td>{@link TargetDialogHeader}</td></tr>
 * <tr><td>Timestamp</td><td>3261</td><td>{@link TimestampHeader}</td></tr>
 * <tr><td>To</td><td>3261</td><td>{@link ToHeader}</td></tr>
 * <tr><td>Unsupported</td><td>3261</td><td>{@link UnsupportedHeader}</td></tr>
 * <tr><td>User-Agent</td><td>3261</td><td>{@link UserAgentHeader}</td></tr>
 * <tr><td>User-to-User</td><td>7433</td><td>{@link UserToUserHeader}</td></tr>
 * <tr><td>Via</td><td>3261</td><td>{@link ViaHeader}</td></tr>
 * <tr><td>Warning</td><td>3261</td><td>{@link WarningHeader}</td></tr>
 * <tr><td>WWW-Authenticate</td><td>3261</td><td>{@link WwwAuthenticateHeader}</td></tr>
 * </table>
 *
 * <p>Every other header is carried as it is and read as text: Encryption, Hide and Response-Key of RFC 2543, which RFC 3261 took away, and
 * Identity-Info of RFC 4474 (compact {@code n}), which RFC 8224 took away. RFC 6228 has a status and an option tag, and no header.
 */
package io.switchhook.sip.message.header;

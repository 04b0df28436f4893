package io.switchhook.systemtests.defects;

import java.util.List;
import java.util.stream.Stream;

/** The defects. Each breaks one behaviour that a real stack has been seen to get wrong. */
final class Catalogue {
    private static final String LIVES = "lives.FewLives";
    private static final String TRANSACTION = "sip/core/transaction/";
    private static final String USAGE = "sip/core/usage/";

    private static final List<Defect> SIGNALLING = List.of(
            // --- transactions ---
            Defect.named("no Timer A: an INVITE is never repeated")
                    .in(
                            "sip",
                            TRANSACTION + "InviteClientTransaction",
                            "timers.set(Timer.A, nowNanos, interval);\n                    out.sendRequest();",
                            "timers.set(Timer.A, nowNanos, interval);")
                    .foundBy("defects.HuntersTest#lostInviteIsSentAgain"),
            Defect.named("no Timer B: a silent peer is waited for for ever")
                    .in(
                            "sip",
                            TRANSACTION + "InviteClientTransaction",
                            "case B -> failIf(State.CALLING, nowNanos);",
                            "case B -> {}")
                    .foundBy("scenario.SessionTest#silentPeerTimesOutAfter32Seconds"),
            Defect.named("no Timer H: a refusal without ACK is kept for ever")
                    .in(
                            "sip",
                            TRANSACTION + "InviteServerTransaction",
                            "case H -> endIf(State.COMPLETED, ServerEnd.NO_ACK, nowNanos);",
                            "case H -> {}")
                    .foundBy("defects.HuntersTest#refusalThatIsNeverAcknowledgedIsForgottenAfter32Seconds"),
            Defect.named("no Timer L: an accepted INVITE is kept for ever")
                    .in(
                            "sip",
                            TRANSACTION + "InviteServerTransaction",
                            "case L -> endIf(State.ACCEPTED, ServerEnd.TERMINATED, nowNanos);",
                            "case L -> {}")
                    .foundBy(LIVES),
            Defect.named("answered requests are never forgotten")
                    .in(
                            "sip",
                            TRANSACTION + "FinishedTransactions",
                            "while (nextDeadlineNanos() <= nowNanos) {",
                            "while (nextDeadlineNanos() <= nowNanos - (1L << 60)) {")
                    .foundBy(LIVES),
            Defect.named("an answered request that comes again is taken for a new one")
                    .in(
                            "sip",
                            TRANSACTION + "TransactionLayer",
                            "if (before.isPresent()) {\n            onRepeat(",
                            "if (before.filter(any -> false).isPresent()) {\n            onRepeat(")
                    .foundBy(LIVES),
            Defect.named("CANCEL before a provisional answer")
                    .in(
                            "sip",
                            TRANSACTION + "ClientEntry",
                            "} else if (invite.get().state() == InviteClientTransaction.State.PROCEEDING) {",
                            "} else {")
                    .foundBy("scenario.SessionTest#cancelIsNotSentBeforeAProvisionalAnswer"),
            Defect.named("wrong branch in the ACK to a refusal")
                    .in(
                            "sip",
                            TRANSACTION + "HopByHopRequests",
                            ".set(ViaHeader.TYPE, invite.topVia())",
                            ".set(ViaHeader.TYPE, new ViaHeader(invite.topVia().transport(), invite.topVia().host(),"
                                    + " invite.topVia().port(), invite.topVia().parameters().with(\"branch\", \"z9hG4bKwrong\")))")
                    .foundBy(LIVES),
            // --- the INVITE usage ---
            Defect.named("no ACK to a repeated 200")
                    .in("sip", USAGE + "OutgoingInvite", "            sent.repeat(nowNanos);\n", "")
                    .foundBy("scenario.RaceTest#lostAckIsRepeated"),
            Defect.named("a 200 is not repeated until its ACK")
                    .in(
                            "sip",
                            USAGE + "AnsweredInvite",
                            "            open.transaction().respond(open.success(), nowNanos);\n",
                            "")
                    .foundBy("scenario.RaceTest#lostAckIsRepeated", LIVES),
            Defect.named("a late 200 after CANCEL is not ended by BYE")
                    .in(
                            "sip",
                            USAGE + "OutgoingInvite",
                            "session.host.send(bye, dialog::nextSequence, new ByeEnd(() -> {}), nowNanos);",
                            "")
                    .foundBy("scenario.RaceTest#cancelThatCrossesTheAnswerIsFollowedByAckAndBye"),
            Defect.named("BYE before the ACK of our own 200")
                    .in(
                            "sip",
                            USAGE + "InviteSession",
                            "case ANSWERED -> byeAfterAck = true;",
                            "case ANSWERED -> bye(new SessionEnding.HungUp(), nowNanos);")
                    .foundBy("defects.HuntersTest#calleeThatHangsUpBeforeTheAckSendsByeOnlyAfterIt"),
            Defect.named("a crossing BYE is answered 481")
                    .in(
                            "sip",
                            USAGE + "PeerRequests",
                            "if (session.state() == InviteSession.State.ENDED && !session.life().isFarewellOpen()) {",
                            "if (session.state() == InviteSession.State.ENDED) {")
                    .foundBy("defects.HuntersTest#endIsToldOnceWhenBothHangUp"),
            Defect.named("a dialog is never closed")
                    .in(
                            "sip",
                            USAGE + "DialogLife",
                            "if (sessionOver && !farewellOpen && otherUsages == 0) {",
                            "if (otherUsages < 0) {")
                    .foundBy(LIVES),
            Defect.named("491 ends a re-INVITE for good")
                    .in("sip", USAGE + "OfferedChange", "case 491 -> Optional.of(glareDelay());", "")
                    .foundBy("scenario.RaceTest#crossingHoldsBothSucceedInTheEnd"),
            Defect.named("a target refresh that points at ourselves is obeyed")
                    .in(
                            "sip",
                            "sip/core/dialog/Dialog",
                            "                .filter(contact -> !sameAddress(contact.address().uri(), ownContact))\n",
                            "")
                    .foundBy("defects.HuntersTest#targetIsNotMovedToOurselves"),
            // --- challenges and registration ---
            Defect.named("CSeq is not increased for the answer to a challenge")
                    .in(
                            "stack",
                            "stack/RequestRun",
                            "var sequence = new CSeqHeader(nextSequence.getAsLong(), plain.method());",
                            "var sequence = plain.cseq();")
                    .foundBy("scenario.SessionTest#challengedInviteIsAcknowledgedAndSentAgain"),
            Defect.named("whoever asks for a login is given one")
                    .in(
                            "stack",
                            "stack/KeyHolder",
                            "return named || addresses.contains(flow.remote());",
                            "return true;")
                    .foundBy("scenario.CredentialsTest#calleeThatAsksForALoginGetsNone"),
            Defect.named("any realm is answered with the account's login")
                    .in("stack", "stack/KeyHolder", "|| realms.isEmpty()", "|| realms.size() < 100")
                    .foundBy("scenario.CredentialsTest#foreignRealmThroughTheOwnServerGetsNothing"),
            Defect.named("the ACK shows the callee what a server was told")
                    .in(
                            "stack",
                            "stack/AckRun",
                            "if (!host.mayShowCredentials",
                            "if (found == null && !host.mayShowCredentials")
                    .foundBy("scenario.CredentialsTest#calleeBehindTheServerDoesNotSeeTheCredentials"),
            Defect.named("endless challenges are answered for ever")
                    .in(
                            "sip",
                            "sip/core/auth/DigestExchange",
                            "} else if (wereJustAnswered.contains(asker) && !offer.get().stale()) {",
                            "} else if (wereJustAnswered.contains(asker) && rounds > 50) {")
                    .in(
                            "sip",
                            "sip/core/auth/DigestExchange",
                            "if (rounds > client.policy().maxRounds()) {",
                            "if (rounds > 1_000) {")
                    .foundBy("scenario.RegistrationTest#endlessChallengesEnd"),
            Defect.named("a registration is refreshed too late")
                    .in(
                            "sip",
                            USAGE + "RegistrationUsage",
                            "return early.compareTo(half) > 0 ? early : half;",
                            "return granted.plus(granted);")
                    .foundBy("scenario.RegistrationTest#refreshesBeforeExpiryAndTellsNobody"),
            Defect.named("a REGISTER that was answered keeps its turn")
                    .in(
                            "stack",
                            "stack/RequestRun",
                            "        if (response.isFinal()) {\n            endTurn(nowNanos);",
                            "        if (response.isFinal()) {")
                    .foundBy("scenario.ManyLinesTest#hundredsOfLinesBeginAtAnEvenPace"),
            Defect.named("a flow that is silent is not noticed")
                    .in("sip", "sip/core/stun/StunKeepAlive", "if (sent == MAX_REQUESTS) {", "if (sent == 1_000_000) {")
                    .foundBy("scenario.OutboundTest#serverThatIsSilentIsNoticedAndTriedEverMoreSlowly"),
            Defect.named("another mapped address is no failure of the flow")
                    .in(
                            "sip",
                            "sip/core/stun/StunKeepAlive",
                            "if (mapped.filter(known -> !known.equals(address)).isPresent()) {",
                            "if (mapped.filter(known -> !known.equals(address)).isPresent() && sent < 0) {")
                    .foundBy("scenario.OutboundTest#natThatRebootsIsNoticedWithinHalfAMinute"),
            Defect.named("each flow of a device rings")
                    .in(
                            "sip",
                            "sip/core/registrar/Binding",
                            ".filter(theirs -> theirs.regId().isPresent()",
                            ".filter(theirs -> theirs.regId().isEmpty()")
                    .foundBy("scenario.OutboundTest#lineThatIsRegisteredTwiceRingsOnce"),
            Defect.named("a line never goes back to its first proxy")
                    .in("sip", USAGE + "RegistrationWays", "current > 0 && granted", "current > 1_000 && granted")
                    .foundBy("scenario.OutboundTest#lineGoesOnToTheNextProxyAndBack"),
            Defect.named("lines register without waiting for their turn")
                    .in(
                            "sip",
                            USAGE + "RegistrationPacing",
                            "while (!waiting.isEmpty() && mayBeginNanos() <= nowNanos) {",
                            "while (!waiting.isEmpty()) {")
                    .foundBy("scenario.ManyLinesTest#hundredsOfLinesBeginAtAnEvenPace"),
            Defect.named("a silent refresh is told")
                    .in("sip", USAGE + "RegistrationUsage", "if (!silent) {", "if (!silent || silent) {")
                    .in(
                            "phone",
                            "phone/internal/engine/LineRegistration",
                            "if (state == next) {\n            return;\n        }\n        var previous = state;",
                            "var previous = state;")
                    .foundBy("scenario.RegistrationTest#refreshesBeforeExpiryAndTellsNobody"),
            Defect.named("a phone that closes does not unregister")
                    .in(
                            "phone",
                            "phone/internal/engine/PhoneEngine",
                            "lines.forEach(line -> line.unregister(oneLess, stack.loop().nowNanos()));",
                            "lines.forEach(line -> oneLess.run());")
                    .foundBy("defects.HuntersTest#phoneThatClosesUnregisters"),
            // --- transfer ---
            Defect.named("the final NOTIFY is ignored")
                    .in(
                            "sip",
                            USAGE + "ReferSubscription",
                            "end(new ReferOutcome.Reported(report.get().status(), report.get().reason()), nowNanos);",
                            "")
                    .foundBy("scenario.BlindTransferTest#bothTalkOnWhenTheTargetIsBusy"),
            Defect.named("202 to the REFER counts as success")
                    .in(
                            "sip",
                            USAGE + "ReferSubscription",
                            "user.onAccepted(response, nowNanos);",
                            "user.onAccepted(response, nowNanos); end(new ReferOutcome.Reported(200, \"OK\"), nowNanos);")
                    .foundBy("scenario.BlindTransferTest#bothTalkOnWhenTheTargetIsBusy"),
            Defect.named("the other side stays on hold after a failed transfer")
                    .in("sip", USAGE + "TransferSupervision", "actions.resume(nowNanos);", "onResumeEnded(nowNanos);")
                    .foundBy("scenario.BlindTransferTest#bothTalkOnWhenTheTargetIsBusy"),
            Defect.named("a REFER follows the end of its call")
                    .in(
                            "phone",
                            "phone/internal/call/TransferorRole",
                            "if (outcome.kind() != HoldOutcome.Kind.ENDED) {",
                            "if (outcome.kind() != null) {")
                    .in("sip", USAGE + "ReferSubscription", "if (dialog.isOver()) {", "if (dialog == null) {")
                    .foundBy(LIVES),
            Defect.named("the transferor is not sent home")
                    .in(
                            "pbx",
                            "pbx/internal/bridge/BridgeTransfer",
                            "farewell.set(nowNanos + TRANSFEROR_LEAVES.toNanos());",
                            "")
                    .foundBy("scenario.PbxTransferTest#transferorThatNeverSendsByeIsSentHome"),
            Defect.named("what a transferor answers too late is taken for the target's answer")
                    .in(
                            "pbx",
                            "pbx/internal/bridge/BridgeChanges",
                            "bridge.other(leg).ifPresent(across -> tell(across, leg, true, nowNanos));",
                            "bridge.other(leg).ifPresent(across -> tell(across, leg, false, nowNanos));")
                    .foundBy("scenario.PbxTransferTest#answerOfTheTransferorThatComesTooLate"),
            Defect.named("whoever comes in by a trunk telephones at our expense")
                    .in("pbx", "pbx/TrunkLine", "return settings.transit ||", "return true ||")
                    .foundBy("scenario.TrunkTest#nobodyGoesOutAgain"),
            Defect.named("a call to one telephone rings all of its extension")
                    .in("pbx", "pbx/Registrations", "if (!uri.gruu()) {", "if (uri.user().isPresent()) {")
                    .foundBy("scenario.GruuTest#oneOfTwoRings"),
            Defect.named("temporary GRUUs outlive the registration")
                    .in(
                            "sip",
                            "sip/core/registrar/Registrar",
                            "gruus.ifPresent(known -> known.retain(key, old, left));",
                            "")
                    .foundBy("scenario.GruuTest#goneAndUnknown"),
            Defect.named("telephones ring on when one has answered")
                    .in(
                            "pbx",
                            "pbx/internal/ring/RingGroup",
                            "cancel(Optional.of(ANSWERED_ELSEWHERE), nowNanos);",
                            "over = true; patience.cancel();")
                    .foundBy("scenario.PbxTest#allTelephonesOfAnExtensionRingAndTheFirstThatAnswersWins"),
            Defect.named("who is transferred and left alone hears nothing")
                    .in(
                            "pbx",
                            "pbx/internal/bridge/BridgeTransfer",
                            "if (rings && transferorLeft && !over) {",
                            "if (over && rings) {")
                    .foundBy("scenario.PbxTransferTest#transfereeLeftAloneHearsTheTargetRing"),
            Defect.named("a BYE that was overtaken is not said again")
                    .in(
                            "stack",
                            "stack/RequestRun",
                            "return response.status() == 500",
                            "return response.status() == 599")
                    .foundBy("lives.OvertakenByeTest"),
            // --- the phone ---
            Defect.named("hold offers sendrecv")
                    .in(
                            "phone",
                            "phone/internal/call/HoldControl",
                            "return wanted ? Direction.SENDONLY : Direction.SENDRECV;",
                            "return Direction.SENDRECV;")
                    .foundBy("scenario.SessionTest#holdAndResumeInAnyOrder"),
            Defect.named("the end of a call is told twice")
                    .in(
                            "phone",
                            "phone/CallEvents",
                            "onState.forEach(listener -> lane.submit(() -> listener.accept(change)));",
                            "onState.forEach(listener -> lane.submit(() -> listener.accept(change)));"
                                    + " if (change.state().isEnded()) onState.forEach(listener -> lane.submit(() -> listener.accept(change)));")
                    .foundBy("defects.HuntersTest#endIsToldOnceWhenBothHangUp"),
            Defect.named("a malformed header ends in an exception on the loop")
                    .in(
                            "stack",
                            "stack/flow/Flows",
                            "} catch (MalformedException e) {",
                            "} catch (ArithmeticException e) {")
                    .in("stack", "stack/StackTrace", "message.value(\"Call-ID\").orElse(\"\")", "message.callId()")
                    .foundBy("hostile.HostileTest#everyMessageOfRfc4475IsSurvivedByPhoneAndPbxOverUdpAndTcp"));

    private static final List<Defect> SECURITY = List.of(
            Defect.named("a connection leads to names that its peer has not proven")
                    .in("stack", "stack/flow/StreamFlow", ": proven && alias", ": alias")
                    .foundBy("scenario.ConnectionReuseTest#nameThatThePeerHasNotProvenGetsNothing"),
            Defect.named("a sips call goes on in the clear")
                    .in(
                            "pbx",
                            "pbx/internal/number/Caller",
                            "return !sips || binding.contact().secure();",
                            "return true;")
                    .foundBy("scenario.SipsTest#telephoneInTheClearIsNotCalledBySips"),
            Defect.named("an edge proxy believes every flow token")
                    .in(
                            "stack",
                            "stack/proxy/FlowTokens",
                            "boolean ours = MessageDigest.isEqual(seal(named), Arrays.copyOf(whole, SEAL));",
                            "boolean ours = true;")
                    .foundBy("scenario.EdgeProxyTest#forgedTokenIsForbidden"));

    private static final List<Defect> MESSAGES =
            List.of(Defect.named("a MESSAGE carries a Contact, as if it opened a dialog")
                    .in(
                            "stack",
                            "stack/RequestRun",
                            "            SipMethod.INVITE,\n",
                            "            SipMethod.INVITE,\n            SipMethod.MESSAGE,\n")
                    .foundBy("scenario.MessageTest#throughThePbx"));

    private static final String EVENT = "sip/core/event/";

    private static final List<Defect> EVENTS = List.of(
            Defect.named("a NOTIFY that overtakes the answer to its SUBSCRIBE is lost")
                    .in(
                            "sip",
                            EVENT + "SubscribeAttempt",
                            "        host.awaitNotify(callId, tag, this);\n        send(nowNanos);",
                            "        send(nowNanos);")
                    .in(
                            "sip",
                            EVENT + "SubscribeAttempt",
                            "lifetime = Subscriber.grantedBy(response, lifetime);",
                            "lifetime = Subscriber.grantedBy(response, lifetime); host.awaitNotify(callId, tag, this);")
                    .foundBy("scenario.ForeignNotifierTest#notifyMayOvertakeTheAnswer"),
            Defect.named("no Timer N: a subscription that is never told of is waited for for ever")
                    .in(
                            "sip",
                            EVENT + "SubscribeAttempt",
                            "        timers.set(Timer.N, nowNanos, host.timers().giveUp());\n",
                            "")
                    .foundBy("scenario.ForeignNotifierTest#acceptedButNeverNotifiedIsNoSubscription"),
            Defect.named("who unsubscribes does not wait for the last NOTIFY")
                    .in(
                            "sip",
                            EVENT + "Subscriber",
                            "            if (!asked.isZero()) {\n                send(Duration.ZERO, nowNanos);\n            }\n",
                            "            if (!asked.isZero()) {\n                send(Duration.ZERO, nowNanos);\n            } else {\n"
                                    + "                end(new SubscriptionLoss.Done(), nowNanos);\n            }\n")
                    .foundBy("scenario.ForeignNotifierTest#lastNotifyIsAwaited"),
            Defect.named("a subscriber that does not answer is kept")
                    .in(
                            "sip",
                            EVENT + "EventNotifier",
                            "end(last ? end : NotifierEnd.UNREACHABLE, nowNanos);",
                            "if (last) {\n                end(end, nowNanos);\n            }")
                    .foundBy("scenario.EventsTest#cutCableIsNoticedByBoth"),
            Defect.named("who is not let in yet is told the state")
                    .in("sip", EVENT + "EventNotifier", "boolean tells = granted && (", "boolean tells = (")
                    .foundBy("scenario.EventsTest#pendingIsDecidedLater"),
            Defect.named("who has left a room is told who comes after him")
                    .in(
                            "pbx",
                            "pbx/internal/event/EventDesk",
                            "} else if (!pending || !subject.isToWait(who, extension)) {",
                            "} else if (over) {")
                    .foundBy("scenario.ConferenceRosterTest#whoLeavesIsToldNothingMore"),
            Defect.named("a roster that has missed a document goes on with the next")
                    .in(
                            "stack",
                            "stack/conference/ConferenceTable",
                            "(root.isEmpty() || told.get() > version + 1)",
                            "root.isEmpty()")
                    .foundBy("scenario.ConferenceRosterTest#anotherFocus"),
            Defect.named("a room names who calls anonymously")
                    .in("pbx", "pbx/Conferences", "var entity = leg.isHidden()", "var entity = leg.number().isEmpty()")
                    .foundBy("scenario.ConferenceRosterTest#anonymous"));

    private static final List<Defect> MEDIA = List.of(
            Defect.named("the relay takes RTP from anywhere")
                    .in(
                            "media",
                            "media/session/RtpRelay",
                            "if (!half.latch.onPacket(from, packet.ssrc(), packet.sequence(), nowNanos)) {",
                            "if (!half.latch.onPacket(from, packet.ssrc(), packet.sequence(), nowNanos) && from == null) {")
                    .foundBy("defects.MediaHuntersTest#strangerDoesNotGetThroughTheRelay"),
            Defect.named("a stranger takes the place of the learned address")
                    .in(
                            "media",
                            "media/session/RtpLatch",
                            "(isSilent(nowNanos) && maySucceed(from, ssrc))",
                            "(nowNanos >= lastHeardNanos)")
                    .foundBy("defects.MediaHuntersTest#strangerIsNeitherHeardNorSpokenTo"),
            Defect.named("wideband is played as if it had the rate of the telephone")
                    .in("media", "media/session/Playing", "rate != resamplerRate", "samples < 0")
                    .foundBy("scenario.WidebandTest#phonesThatPreferItHearMoreThanTheTelephoneOfOld"),
            Defect.named("who is held sends on")
                    .in(
                            "media",
                            "media/session/Sending",
                            "if (!plan.direction().sends() || to.isEmpty()) {",
                            "if (to.isEmpty()) {")
                    .foundBy("defects.MediaHuntersTest#heldPhoneSendsNothing"),
            Defect.named("who holds hears on")
                    .in(
                            "media",
                            "media/session/RtpStream",
                            "if (plan.direction().receives()) {\n            deliver",
                            "if (!closed) {\n            deliver")
                    .in(
                            "media",
                            "media/session/RtpStream",
                            "playing.tick(sink, plan.direction().receives(), deadline);",
                            "playing.tick(sink, true, deadline);")
                    .foundBy("defects.MediaHuntersTest#phoneThatHoldsHearsNothingEvenOfAPeerThatTalksOn"),
            Defect.named("who is held hears the microphone")
                    .in("phone", "phone/CallAudio", "holding && !sendsOnHold ? music : said;", "said;")
                    .foundBy("scenario.HoldAudioTest#heldSideDoesNotHearWhatIsAttachedUntilItIsResumed"),
            Defect.named("another SSRC is never listened to")
                    .in(
                            "media",
                            "media/rtp/RtpReception",
                            "current = candidate;\n        return Verdict.STARTS;",
                            "return Verdict.IGNORED;")
                    .foundBy("scenario.PbxTransferTest#transfereeMayTransferOnward"),
            Defect.named("a digit is told again with each repeated end")
                    .in(
                            "media",
                            "media/dtmf/DtmfReceiver",
                            "return active || !marker || !idle && !SequenceNumbers",
                            "return active || !idle && !SequenceNumbers")
                    .foundBy("defects.MediaHuntersTest#digitIsToldOnce"),
            Defect.named("both sides of a relayed call get the address that the caller sees")
                    .in(
                            "pbx",
                            "pbx/internal/relay/RelayedMedia",
                            "var local = leg.mediaAddress();\n        var description",
                            "var local = callers;\n        var description")
                    .foundBy("scenario.PbxNetworksTest#eachSideGetsTheAddressInItsOwnNetwork"),
            Defect.named("a transfer target is not told that the other side holds")
                    .in(
                            "pbx",
                            "pbx/internal/bridge/BridgeTransfer",
                            "bridge.changes().tell(target, remaining, false, now);",
                            "")
                    .foundBy("scenario.PbxTransferTest#targetIsToldThatTheRemainingPartyHolds"));

    static final List<Defect> ALL = Stream.of(
                    SIGNALLING,
                    SECURITY,
                    ProxyDefects.ALL,
                    MESSAGES,
                    EVENTS,
                    MEDIA,
                    IceDefects.ALL,
                    ConversationDefects.ALL)
            .flatMap(List::stream)
            .toList();

    private Catalogue() {}
}

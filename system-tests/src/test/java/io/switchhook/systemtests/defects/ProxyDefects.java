package io.switchhook.systemtests.defects;

import java.util.List;

/** Defects of proxies, of flows and of GRUUs. */
final class ProxyDefects {
    static final List<Defect> ALL = List.of(
            Defect.named("430 is taken for the answer of the device")
                    .in(
                            "sip",
                            "sip/core/proxy/ResponseContext",
                            "boolean unheard = refusal.status() == FLOW_FAILED_STATUS || refusal.status() == TIMEOUT_STATUS;",
                            "boolean unheard = false;")
                    .foundBy("scenario.EdgeProxyTest#registrarTriesTheOtherFlow"),
            Defect.named("an edge proxy does not look whether the flow is there")
                    .in(
                            "stack",
                            "stack/proxy/Edge",
                            "&& (!access.isOpen(over.flow()) || access.isSilent(over.flow()));",
                            "&& over.flow().local() == null;")
                    .in(
                            "stack",
                            "stack/Delivery",
                            ".or(() -> hop.isEmpty() ? Optional.empty() : stack.router().open(place.target()));",
                            ".or(() -> stack.router().open(place.target()));")
                    .foundBy("scenario.EdgeProxyTest#goneFlowIsAnswered430"),
            Defect.named("who agrees to keep a flow and is silent is not noticed")
                    .in(
                            "stack",
                            "stack/KeptFlow",
                            "flowTimer.orElse(FlowKeepAlive.DEFAULT_INTERVAL),\n                        true,",
                            "flowTimer.orElse(FlowKeepAlive.DEFAULT_INTERVAL),\n                        false,")
                    .foundBy("scenario.EdgeProxyTest#forgottenConnectionIsFoundByThePong"),
            Defect.named("a telephone that falls silent keeps its flow")
                    .in("stack", "stack/flow/AwaitedKeepAlives", "if (falls) {", "if (falls && now < 0) {")
                    .foundBy("scenario.FlowTimerTest#silenceLosesTheFlow"),
            Defect.named("a proxy that has let go of a call drops its further 200s")
                    .in(
                            "stack",
                            "stack/proxy/ProxyEngine",
                            "if (bare.has(ViaHeader.TYPE)) {",
                            "if (bare.has(ViaHeader.TYPE) && nowNanos < 0) {")
                    .foundBy("scenario.ProxyTest#furtherSuccessFindsItsWayBack"),
            Defect.named("a proxy passes on which identity a caller prefers")
                    .in(
                            "sip",
                            "sip/core/proxy/AssertedIdentity",
                            "if (request.has(PPreferredIdentityHeader.TYPE)) {",
                            "if (request.has(PPreferredIdentityHeader.TYPE) && !toTrusted) {")
                    .foundBy("scenario.ProxyIdentityTest#toldAmongTrustedAlone"),
            Defect.named("a proxy tells strangers who a hidden caller is")
                    .in(
                            "sip",
                            "sip/core/proxy/AssertedIdentity",
                            "if (!toTrusted && request.has(",
                            "if (!toTrusted && !request.has(PrivacyHeader.TYPE) && request.has(")
                    .foundBy("scenario.ProxyIdentityTest#toldAmongTrustedAlone"),
            Defect.named("credentials for a proxy go further")
                    .in(
                            "stack",
                            "stack/proxy/TrustDomain",
                            "if ((!toTrusted || asserted.isPresent()) && !names.leadsToUs(to)) {",
                            "if (!toTrusted) {")
                    .foundBy("scenario.ProxyIdentityTest#toldAmongTrustedAlone"),
            Defect.named("a proxy calls all telephones of the user for the GRUU of one")
                    .in(
                            "stack",
                            "stack/proxy/RegistrarDesk",
                            "if (!address.gruu()) {",
                            "if (address.user().isPresent()) {")
                    .foundBy("scenario.GruuProxyTest#oneOfTwoRings"),
            Defect.named("within a dialog the Path of a GRUU is taken beside the Route")
                    .in(
                            "stack",
                            "stack/proxy/RegistrarDesk",
                            "return List.of(routed ? ProxyTarget.of(latestFirst.get(0).contact()) : target(latestFirst));",
                            "return List.of(target(latestFirst));")
                    .foundBy("scenario.GruuProxyTest#dialogsAtTheEdge"),
            Defect.named("a proxy does not know a GRUU of its own within a dialog")
                    .in("stack", "stack/proxy/GruuRouting", "return own(request.uri());", "return Optional.empty();")
                    .foundBy("scenario.GruuProxyTest#dialogComesBackWithoutRecordRoute"));

    private ProxyDefects() {}
}

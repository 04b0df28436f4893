package io.switchhook.systemtests.defects;

import java.util.List;

/** Defects of ICE and of what stands around it. */
final class IceDefects {
    static final List<Defect> ALL = List.of(
            Defect.named("consent that is lost is not noticed")
                    .in("ice", "ice/Consent", "Duration.ofSeconds(30)", "Duration.ofSeconds(300)")
                    .foundBy("scenario.IceTest#consentLost"),
            Defect.named("a stale nonce ends an allocation")
                    .in("ice", "ice/TurnClient", "boolean stale = code == 438;", "boolean stale = false;")
                    .foundBy("scenario.IceTest#throughSymmetricNatsByTurn"),
            Defect.named("a restart is answered under the old name")
                    .in(
                            "phone",
                            "phone/internal/media/CallIce",
                            "if (theirs.filter(before -> said.get().restarts(before)).isPresent()) {",
                            "if (theirs.filter(before -> said.get() == before).isPresent()) {")
                    .foundBy("scenario.IceWithPeerTest#restart"),
            Defect.named("addresses changed on the way are taken for candidates")
                    .in(
                            "sdp",
                            "sdp/IceDescription",
                            "return matches(description.rtpAddressOf(index), 1)",
                            "return description != null || matches(description.rtpAddressOf(index), 1)")
                    .foundBy("scenario.IceWithPeerTest#mismatch"),
            Defect.named("candidates of a telephone pass the PBX")
                    .in("sdp", "sdp/RelayRewrite", "return ICE.contains(", "return colon == 0 && ICE.contains(")
                    .foundBy("scenario.IceTest#throughThePbx"));

    private IceDefects() {}
}

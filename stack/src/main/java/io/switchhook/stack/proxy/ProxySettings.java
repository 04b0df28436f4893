package io.switchhook.stack.proxy;

import io.switchhook.base.net.AddressRange;
import io.switchhook.sip.core.auth.DigestAlgorithm;
import io.switchhook.sip.core.auth.SecretStore;
import io.switchhook.sip.core.proxy.ProxyRules;
import io.switchhook.sip.core.registrar.RegistrarLimits;
import io.switchhook.stack.FlowTimers;
import io.switchhook.stack.StackConfig;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.crypto.SecretKey;

/**
 * What a proxy server is told at its start.
 *
 * @param policyOnLoop whether the policy is asked on the loop, since it never waits
 * @param flowKey what an edge seals the names of flows with; empty to draw one
 * @param trusted who is in our trust domain
 * @param assertedDomain of users whose identity is asserted; empty to assert none
 */
record ProxySettings(
        StackConfig stack,
        Set<String> domains,
        Set<String> extensions,
        RoutingPolicy policy,
        boolean policyOnLoop,
        ProxyRules rules,
        boolean stateful,
        boolean recordRoute,
        boolean edge,
        Optional<SecretKey> flowKey,
        FlowTimers flowTimers,
        Optional<RegistrarLimits> registrar,
        Optional<Users> users,
        boolean authenticationInfo,
        List<AddressRange> trusted,
        Optional<String> assertedDomain,
        Duration closePatience) {

    /** Who may prove to be whom. */
    record Users(String realm, SecretStore secrets, List<DigestAlgorithm> algorithms) {}
}

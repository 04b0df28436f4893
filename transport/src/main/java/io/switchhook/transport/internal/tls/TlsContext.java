package io.switchhook.transport.internal.tls;

import io.switchhook.base.loop.CallbackLane;
import io.switchhook.base.net.IpLiteral;
import io.switchhook.base.net.StreamSettings;
import io.switchhook.base.net.TlsIdentity;
import io.switchhook.base.net.TlsTrust;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** The settings of secure streams made ready: read, checked, and with the sessions that let a peer come back quickly. Used from any thread. */
public final class TlsContext {
    /** RFC 8996: nothing older. */
    private static final String[] VERSIONS = {"TLSv1.3", "TLSv1.2"};

    private final StreamSettings settings;
    private final NameRule rule;
    private final PeerTrust trust;
    private final SSLContext context;
    private final Optional<RenewedKeys> renewed;
    private final CallbackLane lane;

    private TlsContext(
            StreamSettings settings,
            NameRule rule,
            PeerTrust trust,
            SSLContext context,
            Optional<RenewedKeys> renewed,
            CallbackLane lane) {
        this.settings = settings;
        this.rule = rule;
        this.trust = trust;
        this.context = context;
        this.renewed = renewed;
        this.lane = lane;
    }

    /**
     * Files of an identity are not read yet.
     *
     * @param lane where files are looked at
     * @throws IOException when identity or anchors cannot be used, with a sentence that says why
     */
    static TlsContext of(StreamSettings settings, NameRule rule, CallbackLane lane) throws IOException {
        try {
            var trust = new PeerTrust(settings.trust(), settings.clientProof(), rule, pkix(settings.trust()));
            var renewed = settings.identity()
                    .filter(TlsIdentity.PemFiles.class::isInstance)
                    .map(files -> new RenewedKeys((TlsIdentity.PemFiles) files));
            var keys = renewed.isPresent() ? new KeyManager[] {renewed.get()} : keys(settings.identity());
            var context = SSLContext.getInstance("TLS");
            context.init(keys, new TrustManager[] {trust}, null);
            return new TlsContext(settings, rule, trust, context, renewed, lane);
        } catch (GeneralSecurityException e) {
            throw new IOException("The settings of secure streams cannot be used: " + e.getMessage(), e);
        }
    }

    private static KeyManager[] keys(Optional<TlsIdentity> identity) throws IOException, GeneralSecurityException {
        if (identity.isEmpty()) {
            return new KeyManager[0];
        }
        if (!(identity.get() instanceof TlsIdentity.Pem pem)) {
            throw new IOException("An identity by name alone is for simulated networks; this one needs a certificate");
        }
        return new KeyManager[] {OwnKeys.of(pem)};
    }

    /**
     * Reads files of the identity, for who is about to listen; waits for the disk.
     *
     * @throws IOException when they cannot be used, with a sentence that says why
     */
    public void read() throws IOException {
        var trouble = renewed.flatMap(RenewedKeys::look);
        if (trouble.isPresent()) {
            throw new IOException(trouble.get());
        }
    }

    /** Whether the identity may change, so that a handshake has to wait for {@link #look}. */
    public boolean isRenewable() {
        return renewed.isPresent();
    }

    /**
     * Looks whether the files of the identity were renewed, without waiting.
     *
     * @param then called on a thread of its own when that is known, with why there is nothing to be shown, if so
     */
    public void look(Consumer<Optional<String>> then) {
        lane.submit(() -> then.accept(renewed.flatMap(RenewedKeys::look)));
    }

    private static KeyStore emptyStore() throws IOException, GeneralSecurityException {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    /** The judge of chains; empty when there is no anchor. */
    private static Optional<X509ExtendedTrustManager> pkix(TlsTrust trust)
            throws IOException, GeneralSecurityException {
        var anchors = new ArrayList<X509Certificate>();
        for (var pem : trust.anchors()) {
            anchors.addAll(Pem.certificates(pem));
        }
        if (trust.system()) {
            if (anchors.isEmpty()) {
                return managerOf(null);
            }
            managerOf(null).ifPresent(known -> anchors.addAll(List.of(known.getAcceptedIssuers())));
        }
        if (anchors.isEmpty()) {
            return Optional.empty();
        }
        var store = emptyStore();
        for (int i = 0; i < anchors.size(); i++) {
            store.setCertificateEntry("anchor" + i, anchors.get(i));
        }
        return managerOf(store);
    }

    private static Optional<X509ExtendedTrustManager> managerOf(@Nullable KeyStore anchors)
            throws GeneralSecurityException {
        var factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(anchors);
        return Arrays.stream(factory.getTrustManagers())
                .filter(X509ExtendedTrustManager.class::isInstance)
                .map(X509ExtendedTrustManager.class::cast)
                .findFirst();
    }

    /** An engine for a connection of ours to the server of that name. */
    public SSLEngine client(String serverName, int port) {
        var engine = context.createSSLEngine(serverName, port);
        engine.setUseClientMode(true);
        engine.setEnabledProtocols(VERSIONS);
        serverNameOf(serverName).ifPresent(name -> {
            var parameters = engine.getSSLParameters();
            parameters.setServerNames(List.of(name));
            engine.setSSLParameters(parameters);
        });
        return engine;
    }

    /** RFC 6066 §3: names alone are told to the server, no addresses. */
    private static Optional<SNIServerName> serverNameOf(String name) {
        if (IpLiteral.parse(name).isPresent()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new SNIHostName(name));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** An engine for a connection that a peer has opened. */
    public SSLEngine server() {
        var engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        engine.setEnabledProtocols(VERSIONS);
        switch (settings.clientProof()) {
            case OFF -> engine.setWantClientAuth(false);
            case WANTED -> engine.setWantClientAuth(true);
            case REQUIRED -> engine.setNeedClientAuth(true);
        }
        return engine;
    }

    /**
     * Which names the peer of a session has proven. A pinned certificate is believed to be of the server that was called, whatever else it says.
     *
     * @param serverName whom we have called; empty when the peer has called us
     */
    public Predicate<String> proven(SSLSession session, String serverName) {
        Predicate<String> asCalled = name -> !serverName.isEmpty() && serverName.equalsIgnoreCase(name);
        if (settings.trust().anybody()) {
            return asCalled;
        }
        X509Certificate[] chain;
        try {
            chain = Arrays.stream(session.getPeerCertificates())
                    .map(X509Certificate.class::cast)
                    .toArray(X509Certificate[]::new);
        } catch (SSLPeerUnverifiedException e) {
            return name -> false;
        }
        if (!serverName.isEmpty()) {
            return trust.isPinned(chain[0]) ? asCalled : name -> rule.proves(chain[0], name);
        }
        return trust.trustsClient(chain) ? name -> rule.proves(chain[0], name) : name -> false;
    }
}

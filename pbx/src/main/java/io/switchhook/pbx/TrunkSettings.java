package io.switchhook.pbx;

import io.switchhook.base.net.AddressRange;
import io.switchhook.sip.core.auth.Login;
import io.switchhook.sip.message.uri.SipUri;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a {@link Trunk} has been told. Changed only while a trunk is made. */
final class TrunkSettings {
    final SipUri server;
    String name;
    Optional<Login> login = Optional.empty();
    Optional<String> user = Optional.empty();
    Optional<SipUri> proxy = Optional.empty();
    Optional<Duration> expires = Optional.empty();
    /** Whether it registers for all numbers at once. */
    boolean bulk;

    Optional<Duration> keepAlive = Optional.empty();
    int maxCalls = Integer.MAX_VALUE;
    Optional<String> caller = Optional.empty();
    Map<String, String> callers = Map.of();
    CallerPlace callerPlace = CallerPlace.FROM;
    NumberRules dialled = NumberRules.NONE;
    NumberRules calling = NumberRules.NONE;
    NumberRules incoming = NumberRules.NONE;
    List<AddressRange> sources = List.of();
    List<String> tlsNames = List.of();
    boolean trusted;
    Map<String, CallRoute> numbers = Map.of();
    /** Of a call to any other number; empty when the dial plan says it. */
    Optional<CallRoute> others = Optional.of(CallRoute.reject(404));

    boolean transit;
    boolean messages;

    TrunkSettings(SipUri server) {
        this.server = server;
        this.name = server.host();
    }

    TrunkSettings copy() {
        var copy = new TrunkSettings(server);
        copy.name = name;
        copy.login = login;
        copy.user = user;
        copy.proxy = proxy;
        copy.expires = expires;
        copy.bulk = bulk;
        copy.keepAlive = keepAlive;
        copy.maxCalls = maxCalls;
        copy.caller = caller;
        copy.callers = callers;
        copy.callerPlace = callerPlace;
        copy.dialled = dialled;
        copy.calling = calling;
        copy.incoming = incoming;
        copy.sources = sources;
        copy.tlsNames = tlsNames;
        copy.trusted = trusted;
        copy.numbers = numbers;
        copy.others = others;
        copy.transit = transit;
        copy.messages = messages;
        return copy;
    }

    static <T> List<T> with(List<T> all, T one) {
        var more = new ArrayList<>(all);
        more.add(one);
        return List.copyOf(more);
    }

    static <T> Map<String, T> with(Map<String, T> all, String key, T value) {
        var more = new LinkedHashMap<>(all);
        more.put(key, value);
        return Map.copyOf(more);
    }

    /** The user of the account there; empty when the other side knows us by where we are. */
    Optional<String> account() {
        return user.or(() -> login.map(Login::user));
    }

    /** Whether somebody has to keep count, register or ask: what is done for trunks that a PBX was given, and for no others. */
    boolean isKept() {
        return expires.isPresent() || keepAlive.isPresent() || maxCalls < Integer.MAX_VALUE;
    }

    /** Whether anything tells whether it works. */
    boolean isWatched() {
        return expires.isPresent() || keepAlive.isPresent();
    }
}

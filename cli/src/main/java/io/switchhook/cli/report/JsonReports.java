package io.switchhook.cli.report;

import io.switchhook.ice.IcePair;
import io.switchhook.pbx.PbxEvent;
import io.switchhook.phone.Call;
import io.switchhook.phone.IncomingMessage;
import io.switchhook.phone.RegistrationChange;
import io.switchhook.phone.call.CallEnding;
import io.switchhook.phone.call.CallState;
import io.switchhook.phone.call.CallStatistics;
import io.switchhook.phone.line.PeerCapabilities;
import io.switchhook.sdp.CryptoSuite;
import io.switchhook.services.QueueEvent;
import io.switchhook.services.VoicemailEvent;
import io.switchhook.sip.core.usage.SessionId;
import io.switchhook.stack.conference.ConferenceUser;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Writes one flushed JSON object a line on standard output; what is for people goes to standard error. */
public final class JsonReports implements Reports {
    private final PrintStream out;
    private final PrintStream err;

    public JsonReports(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    public static JsonLine event(String name) {
        return new JsonLine().put("event", name).put("time", Instant.now().toString());
    }

    public synchronized void write(JsonLine line) {
        out.print(line.end() + "\n");
        out.flush();
    }

    @Override
    public void ready(List<String> addresses) {
        write(event("ready").put("address", addresses.get(0)).put("addresses", addresses));
    }

    @Override
    public void services(List<String> numbers) {
        if (!numbers.isEmpty()) {
            write(event("services").put("numbers", numbers));
        }
    }

    @Override
    public void registration(RegistrationChange change) {
        write(event("registration")
                .put("account", change.line().account().toString())
                .put("state", change.state().name())
                .put("status", change.status())
                .put("reason", change.reason()));
    }

    @Override
    public void call(
            Call call,
            boolean incoming,
            Optional<String> name,
            CallState state,
            Optional<Integer> status,
            String reason) {
        var line = of("call", call)
                .put("direction", incoming ? "incoming" : "outgoing")
                .put("state", state.name())
                .put("status", status)
                .put("reason", reason);
        name.ifPresent(text -> line.put("name", text));
        call.encryption().ifPresent(suite -> line.put("encryption", suite.name()));
        write(line);
    }

    @Override
    public void path(Call call, Optional<IcePair> path) {
        write(of("path", call).put("path", path.map(IcePair::toString).orElse("")));
    }

    @Override
    public void encryption(Call call, Optional<CryptoSuite> encryption) {
        write(of("encryption", call)
                .put("encryption", encryption.map(CryptoSuite::name).orElse("")));
    }

    @Override
    public void header(Call call, String name, List<String> values) {
        write(of("header", call).put("name", name).put("values", values));
    }

    @Override
    public void transfer(Call call, String target, String state, Optional<Integer> status, String reason) {
        write(of("transfer", call)
                .put("target", target)
                .put("state", state)
                .put("status", status)
                .put("reason", reason));
    }

    @Override
    public void end(Call call, CallEnding ending) {
        write(of("end", call)
                .put("state", ending.state().name())
                .put("by", ending.by().name())
                .put("status", ending.status())
                .put("reason", ending.reason()));
    }

    @Override
    public void quality(Call call, CallStatistics statistics) {
        QualityWords.add(of("quality", call), statistics).ifPresent(this::write);
    }

    @Override
    public void message(IncomingMessage message) {
        var line = event("message")
                .put("direction", "incoming")
                .put("from", message.from())
                .put("remote", message.fromNumber())
                .put("to", message.to())
                .put("type", message.contentType());
        message.text().ifPresent(text -> line.put("text", text));
        message.date().ifPresent(date -> line.put("date", date.toString()));
        write(line.put("expired", Boolean.toString(message.isExpired())).put("callId", message.callId()));
    }

    @Override
    public void messageSent(String to, String state, Optional<Integer> status, String complaint) {
        write(event("message")
                .put("direction", "outgoing")
                .put("remote", to)
                .put("state", state)
                .put("status", status)
                .put("reason", complaint));
    }

    @Override
    public void capabilities(String of, int status, PeerCapabilities capabilities, Duration roundTrip) {
        var line = event("options")
                .put("remote", of)
                .put("status", Optional.of(status))
                .put("milliseconds", Long.toString(roundTrip.toMillis()))
                .put("product", capabilities.product().orElse(""))
                .put("methods", capabilities.methods())
                .put("bodies", capabilities.bodies())
                .put("extensions", capabilities.extensions())
                .put("events", capabilities.events());
        write(line.put("description", capabilities.description().orElse("")));
    }

    @Override
    public void roster(
            String of, List<ConferenceUser> joined, List<ConferenceUser> left, List<ConferenceUser> present) {
        write(event("roster")
                .put("conference", of)
                .put("joined", entities(joined))
                .put("left", entities(left))
                .put("present", entities(present))
                .put(
                        "muted",
                        entities(
                                present.stream().filter(ConferenceUser::isMuted).toList())));
    }

    private static List<String> entities(List<ConferenceUser> users) {
        return users.stream().map(ConferenceUser::entity).toList();
    }

    @Override
    public void pbx(PbxEvent event) {
        write(PbxJson.of(event));
    }

    @Override
    public void queue(String number, QueueEvent event) {
        write(ServiceJson.of(number, event));
    }

    @Override
    public void voicemail(String number, VoicemailEvent event) {
        write(ServiceJson.of(number, event));
    }

    private static JsonLine of(String event, Call call) {
        return event(event)
                .put("callId", call.id())
                .put("sessionId", call.sessionId().map(SessionId::toString).orElse(""))
                .put("remote", call.remoteNumber());
    }

    @Override
    public synchronized void ladder(String title, String drawing) {
        err.println(title);
        err.println(drawing);
    }

    @Override
    public synchronized void remark(String sentence) {
        err.println(sentence);
    }
}

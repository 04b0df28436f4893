package io.switchhook.cli.report;

import io.switchhook.base.text.Printable;
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
import io.switchhook.stack.conference.ConferenceUser;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Writes sentences for people, each with the seconds since the command began. */
public final class SpokenReports implements Reports {
    private final long beganNanos = System.nanoTime();
    private final PrintStream out;
    private final PrintStream err;

    public SpokenReports(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    private synchronized void say(String sentence) {
        out.println(seconds(System.nanoTime() - beganNanos) + "  " + sentence);
        out.flush();
    }

    /** As "%8.3f" would write it, which takes longer to begin with than a registration. */
    static String seconds(long nanos) {
        long millis = (nanos + 500_000) / 1_000_000;
        var fraction = Long.toString(1000 + millis % 1000).substring(1);
        var text = millis / 1000 + "." + fraction;
        return " ".repeat(Math.max(0, 8 - text.length())) + text;
    }

    @Override
    public void ready(List<String> addresses) {
        say("Ready at " + String.join(" and ", addresses) + ".");
    }

    @Override
    public void services(List<String> numbers) {
        if (!numbers.isEmpty()) {
            say("Services answer at " + String.join(" and ", numbers) + ".");
        }
    }

    @Override
    public void registration(RegistrationChange change) {
        var account = change.line().account();
        var why = cause(change.status(), change.reason());
        say(
                switch (change.state()) {
                    case REGISTERING ->
                        "Registering " + account.user() + " at "
                                + account.address().host() + " ...";
                    case REGISTERED ->
                        account.user() + " is registered." + (change.reason().isEmpty() ? "" : " " + change.reason());
                    case RETRYING -> account.user() + " is not registered" + why + "; trying again later.";
                    case REFUSED -> "The registrar refuses " + account.user() + why + ".";
                    case UNREGISTERING -> "Giving the registration of " + account.user() + " up ...";
                    case NOT_REGISTERED -> account.user() + " is not registered any more.";
                });
    }

    @Override
    public void call(
            Call call,
            boolean incoming,
            Optional<String> name,
            CallState state,
            Optional<Integer> status,
            String reason) {
        var who = call.remoteNumber();
        var sentence = switch (state) {
            case CREATED -> "";
            case SETUP -> "Calling " + who + " ...";
            case RINGING ->
                incoming
                        ? who + name.map(text -> " (" + text + ")").orElse("") + " is calling."
                        : who + " is ringing" + cause(status, reason) + ".";
            case RINGING_WITH_EARLY_MEDIA -> who + " is ringing, with sound" + cause(status, reason) + ".";
            case IN_CALL ->
                "Talking with " + who + "." + (call.encryption().isPresent() ? " The audio is encrypted." : "");
            case LOCAL_HELD -> who + " is on hold.";
            case REMOTE_HELD -> who + " has put us on hold.";
            case INACTIVE_HELD -> who + " and we hold each other.";
            case TRANSFERRING -> "Transferring " + who + " ...";
            case COMPLETED, REJECTED, BUSY, CANCELLED, FORWARDED, FAILED -> "";
        };
        if (!sentence.isEmpty()) {
            say(sentence);
        }
    }

    @Override
    public void path(Call call, Optional<IcePair> path) {
        say(path.map(found -> "The audio goes from " + found + ".").orElse("The path of the audio is lost."));
    }

    @Override
    public void encryption(Call call, Optional<CryptoSuite> encryption) {
        say("The audio with " + call.remoteNumber() + " is "
                + (encryption.isPresent() ? "encrypted." : "not encrypted any more."));
    }

    @Override
    public void header(Call call, String name, List<String> values) {
        say("  " + name + ": " + String.join(", ", values));
    }

    @Override
    public void message(IncomingMessage message) {
        var late = message.isExpired() ? " (too late)" : "";
        var text = message.text()
                .map(words -> words.lines().map(Printable::escape).collect(Collectors.joining(System.lineSeparator())))
                .orElse("[" + Printable.escape(message.contentType()) + ", " + message.body().length + " bytes]");
        say("Message from " + Printable.escape(message.fromNumber()) + late + ": " + text);
    }

    @Override
    public void messageSent(String to, String state, Optional<Integer> status, String complaint) {
        if (complaint.isEmpty()) {
            say(
                    "ACCEPTED".equals(state)
                            ? "The message to " + to + " was taken and goes on its way."
                            : "The message to " + to + " was delivered.");
        }
    }

    @Override
    public void capabilities(String of, int status, PeerCapabilities capabilities, Duration roundTrip) {
        say(of + " answers " + status + " after " + roundTrip.toMillis() + " ms"
                + capabilities.product().map(name -> " and is " + name).orElse("") + ".");
        list("Methods", capabilities.methods());
        list("Bodies", capabilities.bodies());
        list("Extensions", capabilities.extensions());
        list("Events", capabilities.events());
        capabilities
                .description()
                .ifPresent(text -> text.lines()
                        .filter(line -> line.startsWith("m=") || line.startsWith("a=rtpmap:"))
                        .forEach(line -> say("  " + Printable.escape(line))));
    }

    private void list(String title, List<String> words) {
        if (!words.isEmpty()) {
            say("  " + title + ": " + Printable.escape(String.join(", ", words)));
        }
    }

    @Override
    public void roster(
            String of, List<ConferenceUser> joined, List<ConferenceUser> left, List<ConferenceUser> present) {
        RosterWords.of(of, joined, left, present).forEach(this::say);
    }

    @Override
    public void transfer(Call call, String target, String state, Optional<Integer> status, String reason) {
        var who = call.remoteNumber();
        var why = cause(status, reason);
        say(
                switch (state) {
                    case "PROGRESS" ->
                        status.filter(code -> code >= 200).isPresent()
                                ? who + " will call " + target + why + "."
                                : who + " reports about " + target + ": " + status.orElse(0) + " " + reason + ".";
                    case "FOLLOWED" -> who + " transfers us to " + target + ".";
                    case "COMPLETED" -> "Transferred: " + who + " reports that it has reached " + target + why + ".";
                    case "ACCEPTED_UNOBSERVED" -> who + " does the transfer to " + target + " and reports no more.";
                    case "REFUSED" -> who + " refuses the transfer to " + target + why + ".";
                    case "FAILED" -> "The transfer failed: " + who + " could not reach " + target + why + ".";
                    case "NOT_POSSIBLE" -> "The transfer to " + target + " is not possible" + why + ".";
                    case "TIMED_OUT" -> "The transfer failed: " + who + " did not report what became of it.";
                    default -> "The call with " + who + " ended before the transfer to " + target + " was decided.";
                });
    }

    @Override
    public void end(Call call, CallEnding ending) {
        var who = call.remoteNumber();
        var why = cause(ending.status(), ending.reason());
        var by = switch (ending.by()) {
            case LOCAL -> "we";
            case REMOTE -> who;
            case NETWORK -> "nobody";
        };
        say(
                switch (ending.state()) {
                    case COMPLETED -> "The call with " + who + " is over: " + by + " hung up" + why + ".";
                    case REJECTED -> "The call with " + who + " is over: " + by + " rejected it" + why + ".";
                    case BUSY -> "The call with " + who + " is over: " + who + " is busy" + why + ".";
                    case CANCELLED -> "The call with " + who + " is over: " + by + " gave up before it was answered.";
                    case FORWARDED -> "The call with " + who + " is over: " + by + " forwarded it" + why + ".";
                    case CREATED, SETUP, RINGING, RINGING_WITH_EARLY_MEDIA, IN_CALL -> "";
                    case LOCAL_HELD, REMOTE_HELD, INACTIVE_HELD, TRANSFERRING -> "";
                    case FAILED -> "The call with " + who + " failed" + why + ".";
                });
    }

    @Override
    public void quality(Call call, CallStatistics statistics) {
        QualityWords.sentence(statistics).ifPresent(this::say);
    }

    @Override
    public void pbx(PbxEvent event) {
        say(PbxWords.of(event));
    }

    @Override
    public void queue(String number, QueueEvent event) {
        say(ServiceWords.of(number, event));
    }

    @Override
    public void voicemail(String number, VoicemailEvent event) {
        say(ServiceWords.of(event));
    }

    /** A blank and the status and reason in brackets, as far as there are any. */
    public static String cause(Optional<Integer> status, String reason) {
        var text = (status.map(String::valueOf).orElse("") + " " + reason).strip();
        text = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
        return text.isEmpty() ? "" : " (" + text + ")";
    }

    @Override
    public synchronized void ladder(String title, String drawing) {
        out.println();
        out.println(title);
        out.println();
        out.println(drawing);
        out.flush();
    }

    @Override
    public synchronized void remark(String sentence) {
        out.flush();
        err.println(sentence);
    }
}

package io.switchhook.cli.phone;

import io.switchhook.base.text.Printable;
import io.switchhook.cli.report.Reports;
import io.switchhook.cli.report.SpokenReports;
import io.switchhook.phone.Call;
import io.switchhook.phone.call.HoldOutcome;
import io.switchhook.phone.call.TransferOptions;
import io.switchhook.stack.media.DigitsOutcome;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Does with the newest call what somebody types. */
final class CallSteering {
    static final String WORDS =
            "digits such as 123#, hold, resume, mute, unmute, transfer NUMBER, hangup and help, each on a line of its own";

    private final CallDesk desk;
    private final Reports reports;

    CallSteering(CallDesk desk, Reports reports) {
        this.desk = desk;
        this.reports = reports;
    }

    void obey(String line) {
        var words = line.split("\\s+", 2);
        var word = words[0].toLowerCase(Locale.ROOT);
        var rest = words.length > 1 ? words[1].strip() : "";
        if (word.equals("help")) {
            reports.remark("Type " + WORDS + ".");
        } else if (isDigits(line)) {
            with(call -> press(call.call(), line.replace(" ", "")));
        } else if (word.equals("transfer")) {
            transfer(rest);
        } else if (!rest.isEmpty()) {
            complain(line);
        } else {
            obeyWord(word);
        }
    }

    private void obeyWord(String word) {
        switch (word) {
            case "hold" -> with(now -> now.call().hold().thenAccept(outcome -> tell(now.call(), "hold", outcome)));
            case "resume" ->
                with(now -> now.call().resume().thenAccept(outcome -> tell(now.call(), "resume", outcome)));
            case "mute" -> with(now -> mute(now, true));
            case "unmute" -> with(now -> mute(now, false));
            case "hangup" -> with(now -> now.call().hangUp());
            default -> complain(word);
        }
    }

    private void complain(String typed) {
        reports.remark("\"" + Printable.escape(typed) + "\" is not known here. Type " + WORDS + ".");
    }

    /** What can be done with a call. */
    private interface Deed {
        void on(CallDesk.Current now);
    }

    private void with(Deed deed) {
        desk.current().ifPresentOrElse(deed::on, () -> reports.remark("There is no call now."));
    }

    private static boolean isDigits(String line) {
        return line.matches("[0-9*#A-D][0-9*#A-D ]*");
    }

    private void press(Call call, String digits) {
        CompletableFuture<DigitsOutcome> pressed;
        try {
            pressed = call.sendDigits(digits);
        } catch (IllegalArgumentException e) {
            reports.remark(e.getMessage() + ".");
            return;
        }
        pressed.thenAccept(outcome -> reports.remark(
                switch (outcome) {
                    case SENT -> "Pressed " + digits + ".";
                    case NOT_SUPPORTED ->
                        call.remoteNumber() + " takes no digits while talking, or not all of " + digits + ".";
                    case TOO_MANY -> "Too many digits wait already; type " + digits + " again later.";
                    case ENDED -> digits + " cannot be pressed: nobody talks on this call.";
                }));
    }

    private void tell(Call call, String what, HoldOutcome outcome) {
        var who = call.remoteNumber();
        switch (outcome.kind()) {
            case DONE -> {} // The state of the call says it.
            case REFUSED -> {
                var refused = (HoldOutcome.Refused) outcome;
                var why = SpokenReports.cause(Optional.of(refused.status()), refused.reason());
                reports.remark(who + " refuses to " + what + why + "; the audio goes on as before.");
            }
            case NO_ANSWER ->
                reports.remark(who + " does not answer the wish to " + what + "; the audio goes on as before.");
            case ENDED -> reports.remark("Nothing to " + what + ": nobody talks on this call.");
        }
    }

    private void mute(CallDesk.Current now, boolean wanted) {
        if (!now.sound().mute(now.call(), wanted)) {
            reports.remark("Nothing is sent that could be muted; begin the call with --talk or --play.");
        } else {
            reports.remark(now.call().remoteNumber()
                    + (wanted ? " does not hear us any more; type unmute to go on." : " hears us again."));
        }
    }

    private void transfer(String target) {
        if (target.isEmpty()) {
            reports.remark("Type whom to transfer the other side to, for example: transfer 895");
            return;
        }
        with(now -> {
            try {
                TransferOrder.transfer(now.call(), target, TransferOptions.DEFAULT, reports);
            } catch (IllegalArgumentException e) {
                reports.remark(e.getMessage() + ".");
            }
        });
    }
}

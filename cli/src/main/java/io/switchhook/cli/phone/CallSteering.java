package io.switchhook.cli.phone;

import io.switchhook.base.text.Printable;
import io.switchhook.cli.report.Reports;
import io.switchhook.cli.report.SpokenReports;
import io.switchhook.phone.Call;
import io.switchhook.phone.IncomingCall;
import io.switchhook.phone.call.HoldOutcome;
import io.switchhook.phone.call.TransferOptions;
import io.switchhook.stack.media.DigitsOutcome;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Does with calls what somebody types. */
final class CallSteering {
    static final String WORDS =
            "digits such as 123#, hold, resume, mute, unmute, transfer NUMBER and hangup; answer, reject CODE or forward NUMBER for a call that comes in; "
                    + "calls and use N where there are several; and help, each on a line of its own";

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
        } else if (!rest.isEmpty()) {
            obeyWords(word, rest, line);
        } else {
            obeyWord(word);
        }
    }

    private void obeyWords(String word, String rest, String line) {
        switch (word) {
            case "transfer" -> transfer(rest);
            case "reject" -> reject(rest);
            case "forward" -> whenWaiting(call -> call.forward(rest));
            case "use" -> use(rest);
            default -> complain(line);
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
            case "answer" -> whenWaiting(this::answer);
            case "reject" -> whenWaiting(IncomingCall::reject);
            case "calls" -> list();
            case "transfer" -> reports.remark("Type whom to transfer the other side to, for example: transfer 895");
            case "forward" -> reports.remark("Type whom the caller is to be sent to, for example: forward 895");
            case "use" -> reports.remark("Type which call to steer, for example: use 2. The word calls shows them.");
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

    /** Does it with the call that waits to be answered; what is wrong with what was typed is told. */
    private void whenWaiting(Consumer<IncomingCall> deed) {
        var waiting = desk.waiting();
        if (waiting.isEmpty()) {
            reports.remark("Nobody is calling now.");
            return;
        }
        try {
            deed.accept(waiting.get());
        } catch (IllegalArgumentException e) {
            reports.remark(e.getMessage() + ".");
        }
    }

    /** Whoever answers a call wants to steer it. */
    private void answer(IncomingCall call) {
        desk.choose(call);
        call.answer().thenAccept(outcome -> {
            switch (outcome) {
                case ANSWERED, ENDED -> {} // The state of the call says it.
                case NO_COMMON_CODEC ->
                    reports.remark(call.remoteNumber()
                            + " and we have no codec or no encryption in common; the call is refused.");
                case NO_PORT -> reports.remark("No port is free for the audio; the call is refused.");
            }
        });
    }

    private void reject(String status) {
        if (status.matches("[3-6][0-9]{2}")) {
            whenWaiting(call -> call.reject(Integer.parseInt(status)));
        } else {
            reports.remark("reject takes a status of 300 to 699, such as 486 for busy, but not \""
                    + Printable.escape(status) + "\".");
        }
    }

    private void list() {
        var calls = desk.running();
        if (calls.isEmpty()) {
            reports.remark("There is no call now.");
        }
        var steered = desk.current().map(CallDesk.Current::call);
        for (int i = 0; i < calls.size(); i++) {
            var now = calls.get(i);
            boolean isSteered = calls.size() > 1 && steered.isPresent() && steered.get() == now.call();
            reports.remark(i + 1 + ": " + doing(now) + (isSteered ? ", and what you type is for this call." : "."));
        }
    }

    private static String doing(CallDesk.Current now) {
        var who = now.call().remoteNumber();
        return switch (now.call().state()) {
            case CREATED, SETUP -> who + " is called";
            case RINGING, RINGING_WITH_EARLY_MEDIA -> who + (now.isWaiting() ? " is calling" : " is ringing");
            case IN_CALL -> who + " talks with us";
            case LOCAL_HELD -> who + " is on hold";
            case REMOTE_HELD -> who + " has put us on hold";
            case INACTIVE_HELD -> who + " and we hold each other";
            case TRANSFERRING -> who + " is being transferred";
            case COMPLETED, REJECTED, BUSY, CANCELLED, FORWARDED, FAILED -> who + " is gone";
        };
    }

    private void use(String number) {
        var calls = desk.running();
        int place = number.matches("[0-9]{1,4}") ? Integer.parseInt(number) : 0;
        if (place < 1 || place > calls.size()) {
            reports.remark("There is no call " + Printable.escape(number) + "; the word calls shows which there are.");
            return;
        }
        var call = calls.get(place - 1);
        desk.choose(call.call());
        reports.remark("What you type is for the call with " + call.call().remoteNumber() + " now.");
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
        with(now -> {
            try {
                TransferOrder.transfer(now.call(), target, TransferOptions.DEFAULT, reports);
            } catch (IllegalArgumentException e) {
                reports.remark(e.getMessage() + ".");
            }
        });
    }
}

package io.switchhook.services;

import io.switchhook.base.loop.Loop;
import io.switchhook.pbx.Pbx;
import io.switchhook.pbx.PbxCall;
import io.switchhook.pbx.PbxCallState;
import io.switchhook.pbx.PbxEvent;
import io.switchhook.pbx.PbxRegistration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Which extensions are in calls, and which have a telephone: asked of the PBX anew when it tells that something has changed, one question at a time, so that however much happens
 * there it costs no more than this can take, and what was missed does not matter. On the loop of the services.
 */
final class PbxLines {
    private final Pbx pbx;
    private final Loop loop;
    private final String number;
    private final BiConsumer<Set<String>, Set<String>> listener;
    private final Consumer<PbxEvent> onEvent = this::onEvent;
    private boolean asking;
    private boolean again;
    private boolean closed;

    /**
     * @param number of the service: what it lets ring itself is no call of the extension that rings
     * @param listener is told the extensions in calls, and those with a telephone
     */
    PbxLines(ServicePlace place, String number, BiConsumer<Set<String>, Set<String>> listener) {
        this.pbx = place.pbx();
        this.loop = place.loop();
        this.number = number;
        this.listener = listener;
    }

    void open() {
        pbx.addListener(onEvent).thenRun(() -> loop.post(this::ask));
    }

    void close() {
        closed = true;
        pbx.removeListener(onEvent);
    }

    /** On a lane of the PBX. */
    private void onEvent(PbxEvent event) {
        boolean matters = switch (event.kind()) {
            case REGISTERED, UNREGISTERED, MISSED -> true;
            case CALL_STARTED, CALL_RINGING, CALL_FORWARDED, CALL_ANSWERED, CALL_TRANSFERRED, CALL_ENDED -> true;
            case CALL_HOLDING, CALL_TRANSCODED, TRANSCODING_FULL -> false;
            case DIRECTORY_FAILED, DIAL_PLAN_FAILED, TRUNK_CHANGED -> false;
        };
        if (matters) {
            loop.post(this::ask);
        }
    }

    void ask() {
        if (closed || asking) {
            again = true;
            return;
        }
        asking = true;
        again = false;
        pbx.calls()
                .thenCombine(pbx.registrations(), (calls, registrations) -> (Runnable) () -> tell(calls, registrations))
                .thenAccept(loop::post);
    }

    private void tell(List<PbxCall> calls, List<PbxRegistration> registrations) {
        asking = false;
        if (closed) {
            return;
        }
        var inCalls = new HashSet<String>();
        for (var call : calls) {
            inCalls.add(call.caller());
            call.callee().ifPresent(inCalls::add);
            boolean rings = call.state() == PbxCallState.STARTED || call.state() == PbxCallState.RINGING;
            if (rings && !call.caller().equals(number)) {
                inCalls.add(call.dialled());
            }
        }
        listener.accept(
                inCalls, registrations.stream().map(PbxRegistration::extension).collect(Collectors.toSet()));
        if (again) {
            ask();
        }
    }
}

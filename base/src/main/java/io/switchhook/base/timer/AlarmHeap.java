package io.switchhook.base.timer;

import io.switchhook.base.timer.TimerWheel.WheelAlarm;
import java.util.Arrays;

/**
 * A binary heap of alarms, earliest first, of equal deadlines the one set first. Each alarm knows its index, so that
 * it can be taken out of the middle.
 */
final class AlarmHeap {
    private WheelAlarm[] alarms = new WheelAlarm[16];
    private int size;

    boolean isEmpty() {
        return size == 0;
    }

    WheelAlarm first() {
        return alarms[0];
    }

    void add(WheelAlarm alarm) {
        if (size == alarms.length) {
            alarms = Arrays.copyOf(alarms, 2 * size);
        }
        size++;
        siftUp(alarm, size - 1);
    }

    WheelAlarm removeFirst() {
        var first = alarms[0];
        remove(first);
        return first;
    }

    @SuppressWarnings("NullAway") // A freed place is emptied for the garbage collector and never read.
    void remove(WheelAlarm alarm) {
        int hole = alarm.index;
        var last = alarms[--size];
        alarms[size] = null;
        if (last == alarm) {
            return;
        }
        siftDown(last, hole);
        if (alarms[hole] == last) {
            siftUp(last, hole);
        }
    }

    private void siftUp(WheelAlarm alarm, int from) {
        int at = from;
        while (at > 0) {
            int parent = (at - 1) / 2;
            if (!isBefore(alarm, alarms[parent])) {
                break;
            }
            put(alarms[parent], at);
            at = parent;
        }
        put(alarm, at);
    }

    private void siftDown(WheelAlarm alarm, int from) {
        int at = from;
        while (2 * at + 1 < size) {
            int child = 2 * at + 1;
            if (child + 1 < size && isBefore(alarms[child + 1], alarms[child])) {
                child++;
            }
            if (!isBefore(alarms[child], alarm)) {
                break;
            }
            put(alarms[child], at);
            at = child;
        }
        put(alarm, at);
    }

    private void put(WheelAlarm alarm, int at) {
        alarms[at] = alarm;
        alarm.index = at;
    }

    private static boolean isBefore(WheelAlarm a, WheelAlarm b) {
        return a.deadline != b.deadline ? a.deadline < b.deadline : a.arming < b.arming;
    }
}

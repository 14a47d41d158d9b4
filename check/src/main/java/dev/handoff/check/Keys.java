package dev.handoff.check;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Names processes by who started them: the third process that the program itself starts is 3, in every run, whatever
 * the order of starts. What further processes start gets numbers from 1000 on, as they are first met.
 */
final class Keys {
    private record Child(long parent, int number) {}

    private static final AtomicLong LAST = new AtomicLong(999);
    private static final Map<Child, Long> MET = new ConcurrentHashMap<>();

    private Keys() {}

    static long child(long parent, int number) {
        if (parent == 0 && number < 1000) {
            return number;
        }
        return MET.computeIfAbsent(new Child(parent, number), child -> LAST.incrementAndGet());
    }
}

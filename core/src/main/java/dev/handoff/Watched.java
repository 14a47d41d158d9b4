package dev.handoff;

import dev.handoff.spi.Op;
import dev.handoff.spi.Scheduling;

import org.jspecify.annotations.Nullable;

/**
 * A variable that several processes use, one after the other, and that the checker watches for races: two accesses by
 * different processes, one of them a write, that no channel puts in order. In production it is no more than a field.
 *
 * <pre>{@code
 * Watched<Integer> total = Watched.of(0);
 * scope.go("adder", () -> { total.set(total.get() + 1); done.close(); });
 * done.receiveOrNull();
 * IO.println(total.get()); // in order: after the close
 * }</pre>
 *
 * <p>It is neither volatile nor a lock: a process sees what was set if the set happens-before its own access, by a send
 * and its receive, by a close, by the start of a process, or by the end of a task or of a scope. The checker does not
 * know an order that comes about by other means, such as a lock, a latch or a future of the JDK (even one that a bridge
 * has made), or the queue of an executor service. Nor does it know an order by a channel that was made before the
 * exploration. Do not watch what those guard.
 *
 * @param <T> the type of the value
 */
public final class Watched<T extends @Nullable Object> {
    private final Scheduling scheduling = Scheduling.current();
    private final long id = scheduling.newId();
    private T value;

    private Watched(T value) {
        this.value = value;
    }

    /**
     * Makes a variable.
     *
     * @param value what it holds at first
     * @param <T> its type
     * @return the variable
     */
    public static <T extends @Nullable Object> Watched<T> of(T value) {
        return new Watched<>(value);
    }

    /**
     * Reads it.
     *
     * @return the value
     */
    public T get() {
        scheduling.reach(Op.READ, id);
        return value;
    }

    /**
     * Writes it.
     *
     * @param value the new value
     */
    public void set(T value) {
        scheduling.reach(Op.WRITE, id);
        this.value = value;
    }

    /** Does not look at the value. */
    @Override
    public String toString() {
        return "watched variable #" + id;
    }
}

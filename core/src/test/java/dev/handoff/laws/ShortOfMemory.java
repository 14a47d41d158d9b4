package dev.handoff.laws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.ProcessBody;
import dev.handoff.Scope;
import dev.handoff.ScopeBody;
import dev.handoff.spi.DelegatingScheduling;
import dev.handoff.spi.Op;
import dev.handoff.spi.Scheduling;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** There is no memory for some of the steps of one kind, on the heap or on the stack. */
public final class ShortOfMemory extends DelegatingScheduling {
    private final Op at;
    private final Supplier<VirtualMachineError> failure;
    private volatile int from;
    private volatile int to;
    private final AtomicInteger steps = new AtomicInteger();

    private ShortOfMemory(Op at, int from, int to) {
        this(at, from, to, () -> new OutOfMemoryError("planted"));
    }

    private ShortOfMemory(Op at, int from, int to, Supplier<VirtualMachineError> failure) {
        super(Scheduling.virtualThreads());
        this.at = at;
        this.failure = failure;
        this.from = from;
        this.to = to;
    }

    /** For the first {@code times} of them. */
    public static ShortOfMemory at(Op op, int times) {
        return new ShortOfMemory(op, 0, times);
    }

    /** The stack ends in the first of them. */
    public static ShortOfMemory onStackAt(Op op) {
        return new ShortOfMemory(op, 0, 1, () -> new StackOverflowError("planted"));
    }

    /** For the second one. */
    static ShortOfMemory atSecond(Op op) {
        return new ShortOfMemory(op, 1, 2);
    }

    /** For the third one. */
    static ShortOfMemory atThird(Op op) {
        return new ShortOfMemory(op, 2, 3);
    }

    /** For none of them, until {@link #begin}. */
    public static ShortOfMemory later(Op op) {
        return new ShortOfMemory(op, Integer.MAX_VALUE - 1, Integer.MAX_VALUE);
    }

    /** From now on, for the next one. */
    public void begin() {
        beginAfter(0);
    }

    /** From now on, for the one that comes after so many. */
    public void beginAfter(int others) {
        int first = steps.get() + others;
        to = first + 1;
        from = first;
    }

    /** Runs a body that must not fail where that is so, in the calling thread; it comes to all of these steps. */
    public void run(ProcessBody body) {
        Under.run(this, body);
        assertThat(isOver()).isTrue();
    }

    /** As {@link #run}, in a scope that goes on when its processes fail. */
    public void runSupervised(ScopeBody.Action<Exception> body) {
        run(() -> Scope.unnamed().supervised(failed -> {}).run(body));
    }

    /** Whether it has happened as often as it was to. */
    public boolean isOver() {
        return steps.get() >= to;
    }

    @Override
    public void reach(Op op, long id) {
        step(op);
        super.reach(op, id);
    }

    @Override
    public void reach(Op op, long[] ids) {
        step(op);
        super.reach(op, ids);
    }

    @Override
    public void touch(Op op, long id) {
        step(op);
        super.touch(op, id);
    }

    private void step(Op op) {
        if (op != at) {
            return;
        }
        int step = steps.getAndIncrement();
        if (step >= from && step < to) {
            throw failure.get();
        }
    }
}

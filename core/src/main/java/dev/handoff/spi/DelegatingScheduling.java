package dev.handoff.spi;

import java.util.Objects;

/**
 * A scheduling that leaves everything to another: for tools that change or watch a little of it. Processes that are
 * started under it live under it, too.
 */
public class DelegatingScheduling extends Scheduling {
    private final Scheduling delegate;

    /**
     * For subclasses.
     *
     * @param delegate what does the work, such as {@link Scheduling#virtualThreads}
     */
    protected DelegatingScheduling(Scheduling delegate) {
        this.delegate = Objects.requireNonNull(delegate, "delegate");
    }

    /**
     * The scheduling that does the work.
     *
     * @return as given
     */
    public final Scheduling delegate() {
        return delegate;
    }

    @Override
    public Thread newThread(String name, Runnable body) {
        return delegate.newThread(name, () -> within(this, body));
    }

    @Override
    public void start(Thread thread) {
        delegate.start(thread);
    }

    @Override
    public void reach(Op op, long id) {
        delegate.reach(op, id);
    }

    @Override
    public void reach(Op op, long[] ids) {
        delegate.reach(op, ids);
    }

    @Override
    public void touch(Op op, long id) {
        delegate.touch(op, id);
    }

    @Override
    public void park(Parked who, WaitReason why, long nanos) {
        delegate.park(who, why, nanos);
    }

    @Override
    public void unpark(Parked who) {
        delegate.unpark(who);
    }

    @Override
    public void interrupt(Thread thread) {
        delegate.interrupt(thread);
    }

    @Override
    public long newId() {
        return delegate.newId();
    }

    @Override
    public void letOthersIn() {
        delegate.letOthersIn();
    }

    @Override
    public long nanoTime() {
        return delegate.nanoTime();
    }

    @Override
    public int choose(int bound) {
        return delegate.choose(bound);
    }

    @Override
    public Watcher watcher() {
        return delegate.watcher();
    }
}

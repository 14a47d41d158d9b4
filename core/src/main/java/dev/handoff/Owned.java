package dev.handoff;

import dev.handoff.spi.Op;
import dev.handoff.spi.Scheduling;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;

/**
 * A value that belongs to one process at a time: to the process that made it, until that sends it, and then to the
 * process that receives it.
 *
 * <pre>{@code
 * Channel<Owned<byte[]>> blocks = Channel.buffered(4);
 * Owned<byte[]> block = Owned.of(new byte[4096]);
 * fill(block.get());
 * blocks.send(block);
 * block.get(); // throws OwnershipException: sent by …, it belongs to … now
 * }</pre>
 *
 * <p>Every way of sending or receiving moves the value; nothing else does. A send that does not take place (it is
 * refused, finds no room, times out, is interrupted or cancelled, or is not chosen by a select) leaves the value where
 * it was. A value that an overflow policy or a cancel takes out of a channel belongs to the process that runs the
 * channel's hook.
 *
 * <p>Only a value that is itself {@code Owned} moves. One that is part of another value does not move, nor does one
 * that is the result of a task, a race, a job or a future: it stays with the process that made it, which may have
 * ended. {@link #get} answers the bare value; a process that keeps it beyond a send is not caught.
 *
 * <p>A process is known by its thread. Actions of the owner before the send happen-before those of the next owner.
 * After the ownership types of Rust.
 *
 * @param <T> the type of the value
 */
public final class Owned<T> {
    /* Overview
     *
     *   HELD by the sender ──leave──▶ UNDER WAY ──arrive──▶ HELD by the receiver
     *                 └──────stay──────────┘
     *
     * The sender leaves before its send can be matched, and comes back (stay) if the send was not matched. So after a
     * match it writes nothing more: the receiver of a rendezvous may arrive, and send the value on, before the sender's
     * send has returned. While the value is under way nobody owns it, and only two may write: the sender if the send
     * was not matched, else the receiver that was given the value by the channel. These two never race: a claim has
     * decided between them.
     *
     * Each leave makes a Handover, whose receiver is the owner of the value. Releases and acquires are enough (ADR 22):
     *
     *   the owner    has written last itself, and so sees that
     *   a stranger   may see an older state, but none in which it owns the value: it would have ended that state itself
     */
    private static final VarHandle LATEST;

    static {
        try {
            LATEST = MethodHandles.lookup().findVarHandle(Owned.class, "latest", Handover.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Scheduling scheduling = Scheduling.current();
    private final long id = scheduling.newId();
    private T value;

    @SuppressWarnings("UnusedVariable") // used through LATEST
    private Handover latest = Handover.toMaker();

    /** What {@link #stay} goes back to; it belongs to the sender while the value is under way. */
    private @Nullable Handover before;

    private Owned(T value) {
        this.value = value;
    }

    /**
     * Makes the current process the owner of a value. Nobody else should have it.
     *
     * @param value the value
     * @param <T> its type
     * @return the owned value, to be sent in place of the bare one
     */
    public static <T> Owned<T> of(T value) {
        return new Owned<>(Objects.requireNonNull(value, "value"));
    }

    /**
     * The value.
     *
     * @return as it was made or set last
     * @throws OwnershipException if the current process does not own it
     */
    public T get() {
        requireMine("be touched");
        scheduling.reach(Op.READ, id);
        return value;
    }

    /**
     * Replaces the value.
     *
     * @param value the new one
     * @throws OwnershipException if the current process does not own it
     */
    public void set(T value) {
        Objects.requireNonNull(value, "value");
        requireMine("be changed");
        scheduling.reach(Op.WRITE, id);
        this.value = value;
    }

    /**
     * Whether the current process owns it: for code that must clean up after a send that may have failed.
     *
     * @return false from the send on, unless the value has come back: by a receive, or by a drop or a cancel for which
     *     this thread has run the channel's {@code onUndelivered} hook, which has dealt with the value then
     */
    public boolean isMine() {
        return latest().isMine();
    }

    /** Who owns it, without looking at it. */
    @Override
    public String toString() {
        return "an owned value: " + latest();
    }

    private Handover latest() {
        return (Handover) LATEST.getAcquire(this);
    }

    // ---- for the operations

    /** Called before a send can be matched; {@code channel} is null if it is one of several. */
    void leave(@Nullable Channel<?> channel) {
        requireMine("be sent");
        Handover mine = latest();
        before = mine;
        LATEST.setRelease(this, mine.next(channel, Origin.ofCaller()));
    }

    /** Called when the send was not matched. */
    void stay() {
        LATEST.setRelease(this, Objects.requireNonNull(before, "before"));
    }

    /** Called when {@code channel} has given the value to the current process. */
    void arrive(Channel<?> channel) {
        latest().arriveBy(channel);
    }

    void requireMine(String what) {
        Handover now = latest();
        if (!now.isMine()) {
            throw new OwnershipException(
                    "an owned value cannot "
                            + what
                            + " by "
                            + Handover.process(Thread.currentThread())
                            + ": "
                            + now);
        }
    }
}

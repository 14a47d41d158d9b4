package dev.handoff;

import dev.handoff.spi.Op;
import dev.handoff.spi.Scheduling;
import dev.handoff.spi.UserCode;

import org.jspecify.annotations.Nullable;

import java.util.Objects;

/**
 * A value that belongs to one process at a time: to who has made it, until he sends it, and then to who receives it.
 *
 * <pre>{@code
 * Channel<Owned<byte[]>> blocks = Channel.buffered(4);
 * Owned<byte[]> block = Owned.of(new byte[4096]);
 * fill(block.get());
 * blocks.send(block);
 * block.get(); // throws OwnershipException: sent by …, it belongs to … now
 * }</pre>
 *
 * <p>Every way of sending moves it, and every way of receiving; nothing else does. A send that does not take place (it is
 * refused, finds no room, times out, is interrupted or cancelled, is not chosen by a select) leaves it where it was. What
 * an overflow policy or a cancel takes out of a channel belongs to the process that runs the channel's hook.
 *
 * <p>Only a value that is itself {@code Owned} moves, not one that is part of another value. What {@link #get} answers is
 * the bare value: who keeps that beyond a send is not caught.
 *
 * <p>A process is told by its thread. Actions of the owner before the send happen-before those of the next owner. After
 * the ownership types of Rust.
 *
 * @param <T> the type of the value
 */
public final class Owned<T> {
    /* Overview
     *
     *   HELD by the sender ──leave──▶ UNDER WAY ──arrive──▶ HELD by the receiver
     *                 └──────stay──────────┘
     *
     * The sender leaves before his send can be matched, and comes back when it was not. So when it is matched he writes
     * nothing more: the receiver of a rendezvous may arrive, and send it on, before the sender's send has returned.
     * While it is under way nobody owns it, and only two may write: the sender if the send was not matched, else the one
     * who was given the value by the channel. They are never the same race: a claim has decided.
     *
     * Threads and channels are kept as numbers and names, not by references: nothing may keep a leaked process, or the
     * channel that it waits for, from the garbage collector. Texts are made when somebody reads them.
     */
    private static final Owner NOBODY = new Owner(0, "");

    /** A process, by its thread. */
    private record Owner(long thread, String name) {
        static Owner current() {
            Thread thread = Thread.currentThread();
            return new Owner(thread.threadId(), thread.getName());
        }

        @Override
        public String toString() {
            return name.isEmpty() ? "thread #" + thread : "process \"" + name + "\"";
        }
    }

    /** Who has sent it last, to which channel (0 if a select has offered it to several), and where. */
    private record Departure(
            Owner sender,
            long channel,
            @Nullable String channelName,
            @Nullable StackTraceElement where) {
        @Override
        public String toString() {
            String to = channel == 0 ? "in a select" : "to " + Kind.title(channelName, channel);
            String at = where == null ? "" : " at " + UserCode.describe(where);
            return "sent by " + sender + " " + to + at;
        }
    }

    /** Who owns it, and from whom he has it. */
    private record Holding(Owner owner, @Nullable Departure departure) {
        boolean isMine() {
            return owner.thread == Thread.currentThread().threadId();
        }

        @Override
        public String toString() {
            if (owner.equals(NOBODY)) {
                return "it was " + departure + ", and nobody has received it yet";
            }
            return (departure == null ? "" : "it was " + departure + "; ")
                    + "it belongs to "
                    + owner;
        }
    }

    private final Scheduling scheduling = Scheduling.current();
    private final long id = scheduling.newId();
    private T value;
    private volatile Holding holding = new Holding(Owner.current(), null);

    /** What {@link #stay} goes back to; the sender's own, while it is under way. */
    private @Nullable Holding before;

    private Owned(T value) {
        this.value = value;
    }

    /**
     * Makes the current process the owner of a value. Nobody else should have it.
     *
     * @param value the value
     * @param <T> its type
     * @return what is to be sent in its stead
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
     * Whether the current process owns it: for who must clean up after a send that may have failed.
     *
     * @return false from the send on
     */
    public boolean isMine() {
        return holding.isMine();
    }

    /** Who owns it, without looking at it. */
    @Override
    public String toString() {
        return "an owned value: " + holding;
    }

    // ---- for the operations

    /** Before a send can be matched; {@code channel} is null if it is one of several. */
    void leave(@Nullable Channel<?> channel) {
        requireMine("be sent");
        before = holding;
        Owner sender = holding.owner;
        StackTraceElement where = Origin.ofCaller();
        holding =
                new Holding(
                        NOBODY,
                        channel == null
                                ? new Departure(sender, 0, null, where)
                                : new Departure(sender, channel.kind.id, channel.name(), where));
    }

    /** The send was not matched. */
    void stay() {
        holding = Objects.requireNonNull(before, "before");
    }

    /** The current process has been given it by {@code channel}. */
    void arrive(Channel<?> channel) {
        Departure how = Objects.requireNonNull(holding.departure, "departure");
        if (how.channel == 0) {
            how = new Departure(how.sender, channel.kind.id, channel.name(), how.where);
        }
        holding = new Holding(Owner.current(), how);
    }

    void requireMine(String what) {
        Holding now = holding;
        if (!now.isMine()) {
            throw new OwnershipException(
                    "an owned value cannot " + what + " by " + Owner.current() + ": " + now);
        }
    }
}

package dev.handoff;

import dev.handoff.internal.Insist;
import dev.handoff.spi.Op;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * Turns the ends of a {@link Kind} into operations that tell all parties that wait, at its places or for the end
 * itself.
 */
final class EndOperation {
    private EndOperation() {}

    /**
     * Returns whether this call ended the channel.
     *
     * @param by the counted sender that ends it; if this was closed, nothing is done. Null if no counted sender ends it
     */
    static boolean end(Channel<?> channel, @Nullable CountedSender<?> by, End how) {
        Kind<?> kind = channel.kind;
        channel.scheduling.reach(Op.CLOSE, kind.id);
        Asleep asleep = new Asleep();
        boolean first;
        Channel<Void> done;
        kind.lock();
        try {
            if (by != null && by.isClosed()) { // a counted sender is closed under this lock
                return false;
            }
            first = kind.end(how, asleep);
            done = kind.done();
        } finally {
            kind.unlock();
        }
        tell(channel, asleep, first, done);
        return first;
    }

    /**
     * One counted sender goes, if it has not gone yet; the last one ends the channel.
     *
     * @param told whether the caller is told that the channel has ended, so that the end is for good
     * @return whether it was the last one
     */
    static boolean removeSender(CountedSender<?> sender, boolean told) {
        Channel<?> channel = sender.channel();
        Kind<?> kind = channel.kind;
        Asleep asleep = new Asleep();
        End how = End.senderClosed();
        boolean last;
        Channel<Void> done;
        kind.lock();
        try {
            if (sender.isClosed()) {
                return false;
            }
            last = kind.removeSender(how, asleep, told);
            sender.end(how); // a process that sees the sender closed finds the channel ended, too
            done = kind.done();
        } finally {
            kind.unlock();
        }
        tell(channel, asleep, last, done);
        return last;
    }

    static <T> void cancel(Channel<T> channel) {
        Kind<T> kind = channel.kind;
        channel.scheduling.reach(Op.CANCEL, kind.id);
        Asleep asleep = new Asleep();
        End how = End.cancelled();
        List<T> undelivered;
        boolean first;
        Channel<Void> done;
        kind.lock();
        try {
            boolean hadEnded = kind.isEnded();
            undelivered = kind.cancel(how, asleep);
            first = !hadEnded && kind.isEnded();
            done = kind.done();
        } finally {
            kind.unlock();
        }
        int count = undelivered.size(); // by index: an iterator would take memory
        try {
            tell(channel, asleep, first, done);
            for (int i = 0; i < count; i++) {
                channel.watcher().removed(channel, kind.id, undelivered.get(i));
            }
        } finally { // nobody else has these values any more
            for (int i = 0; i < count; i++) {
                channel.undelivered(undelivered.get(i));
            }
        }
    }

    private static void tell(
            Channel<?> channel, Asleep asleep, boolean hasEnded, @Nullable Channel<Void> done) {
        asleep.unpark(channel.scheduling);
        if (!hasEnded) {
            return;
        }
        try {
            channel.watcher().closed(channel, channel.kind.id);
        } finally {
            if (done != null) {
                Insist.onClose(done);
            }
        }
    }

    /** The channel that ends with this one: the same one each time. */
    static Channel<Void> done(Channel<?> channel) {
        Kind<?> kind = channel.kind;
        channel.scheduling.reach(Op.INSPECT, kind.id);
        Channel<Void> known = kind.done(); // a hint; a signal's text is not made under the lock
        Channel<Void> done = known == null ? newDone(channel) : known;
        boolean ended;
        kind.lock();
        try {
            done = kind.tellOfEnd(done);
            ended = kind.isEnded();
        } finally {
            kind.unlock();
        }
        if (ended) {
            channel.foundEnded(); // what was before the channel's end is before that of the signal
            done.close();
        }
        return done;
    }

    private static Channel<Void> newDone(Channel<?> channel) {
        return Channel.signal("end of " + channel.title(), List::of, channel.scheduling);
    }
}

package dev.handoff.internal.toolkit;

import dev.handoff.Sender;
import dev.handoff.internal.Insist;
import dev.handoff.internal.Interlude;

import org.jspecify.annotations.Nullable;

import java.util.Objects;

/** Tells the receivers of a channel how the source of its values has ended. */
public final class ChannelEnd {
    private ChannelEnd() {}

    /** Loads what is needed, now: a class that cannot be loaded for want of memory never can be again. */
    public static void prepare() {
        Objects.requireNonNull(Insist.class);
        Objects.requireNonNull(Interlude.class);
    }

    /**
     * Closes a channel, or fails it.
     *
     * @param channel one of its senders
     * @param failure what has failed; null if nothing has
     */
    public static void tell(Sender<?> channel, @Nullable Throwable failure) {
        if (failure == null) {
            channel.close();
        } else {
            channel.fail(failure);
        }
    }

    /**
     * As {@link #tell}: again, until there is memory for it.
     *
     * @param channel as above
     * @param failure as above
     */
    public static void insistOnTelling(Sender<?> channel, @Nullable Throwable failure) {
        while (true) {
            try {
                tell(channel, failure);
                return;
            } catch (OutOfMemoryError e) {
                Insist.awaitMemory();
            }
        }
    }
}

package dev.handoff;

import dev.handoff.internal.Foreign;
import dev.handoff.spi.UserCode;

import org.jspecify.annotations.Nullable;

import java.util.Objects;

/**
 * How a channel's sending side came to its end.
 *
 * @param type which operation ended it
 * @param cause what it failed with; null unless {@link Type#FAILED}
 * @param where the place in the program; null unless origins are recorded
 */
record End(Type type, @Nullable Throwable cause, @Nullable StackTraceElement where) {
    enum Type {
        CLOSED("closed"),
        /** A counted sender was closed: this is its own end, and that of the channel if it is the last one. */
        SENDER_CLOSED("closed"),
        FAILED("failed"),
        CANCELLED("cancelled by its receiver");

        final String words;

        Type(String words) {
            this.words = words;
        }
    }

    static End closed() {
        return new End(Type.CLOSED, null, Origin.ofCaller());
    }

    static End senderClosed() {
        return new End(Type.SENDER_CLOSED, null, Origin.ofCaller());
    }

    static End failed(Throwable cause) {
        return new End(Type.FAILED, cause, Origin.ofCaller());
    }

    static End cancelled() {
        return new End(Type.CANCELLED, null, Origin.ofCaller());
    }

    /** Such as {@code channel "orders" was closed at Main.java:31}. */
    String describe(String title) {
        return title
                + " was "
                + type.words
                + (where == null ? "" : " at " + UserCode.describe(where))
                + (cause == null ? "" : " with " + Foreign.words(cause));
    }

    HandoffException refusedSend(Channel<?> channel, Object value) {
        String message = describe(channel.title()) + "; the value was not sent";
        return type == Type.CANCELLED
                ? new CancelledException(message, value, null)
                : new ClosedException(message, value, cause);
    }

    /** For a caller that wants one more counted sender. */
    HandoffException refusedSender(Channel<?> channel) {
        String message = describe(channel.title());
        return switch (type) {
            case CANCELLED -> new CancelledException(message, null, null);
            case CLOSED, FAILED -> new ClosedException(message, null, cause);
            case SENDER_CLOSED ->
                    new ClosedException(
                            message
                                    + "; make all senders before the first can be closed, or make"
                                    + " each from an open one",
                            null,
                            null);
        };
    }

    /** For a sender that was waiting, and whose value nobody wants any more. */
    static HandoffException cancelledWhileSending(Channel<?> channel, Object value) {
        End end = channel.kind.end();
        String what =
                end.type == Type.CANCELLED
                        ? end.describe(channel.title())
                        : channel.title() + " was cancelled by its receiver";
        return new CancelledException(what + "; the value was not sent", value, null);
    }

    /** For a sender whose value was received, by an extended receive that failed. */
    static HandoffException handlerFailed(Channel<?> channel, Throwable failure) {
        return new ReceiverFailedException(
                channel,
                "the receiver's handler on "
                        + channel.title()
                        + " failed with "
                        + Foreign.words(failure),
                failure);
    }

    HandoffException endOfReceive(Channel<?> channel) {
        String message = describe(channel.title());
        return switch (type) {
            case FAILED -> new ChannelFailedException(message, Objects.requireNonNull(cause));
            case CLOSED, SENDER_CLOSED ->
                    new ClosedException(message + " and is empty", null, null);
            case CANCELLED -> new CancelledException(message, null, null);
        };
    }
}

package dev.handoff;

import dev.handoff.internal.Foreign;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** The root of all exceptions of this library. The message always says what happened, and to what. */
public abstract class HandoffException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /**
     * For the exceptions of this library.
     *
     * @param message what happened, to what, and what to do
     * @param cause what it follows from, or null
     */
    protected HandoffException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /**
     * The failure that this comes of, however many exceptions of this library are around it. Where a process fails from
     * which others receive, it depends on timing whether a {@link ProcessFailedException} or a
     * {@link ChannelFailedException} comes out, or the one in the other.
     *
     * <pre>{@code
     * switch (e.failure()) {
     *     case NoSuchFileException none -> IO.println("there is no " + none.getFile());
     *     case ClosedException late -> IO.println("too late");
     *     default -> throw e;
     * }
     * }</pre>
     *
     * <p>A failure that is wrapped in an exception of other code comes out as that exception: for example, as the
     * {@link java.io.IOException} that a stream or a reader of {@code dev.handoff.bridge} has made of a channel that
     * failed.
     *
     * @return the first exception, among this, its cause, the cause of that and so on, that is not one of this library;
     *     if all are, the last of them, which is this if it has no cause
     */
    public Throwable failure() {
        List<Throwable> all = Foreign.withCauses(this);
        return all.stream()
                .filter(each -> !(each instanceof HandoffException))
                .findFirst()
                .orElse(all.getLast());
    }
}

package dev.handoff;

/** A process has touched or sent an {@link Owned} value that is not its own; nothing was read, changed or sent. */
public final class OwnershipException extends HandoffException {
    private static final long serialVersionUID = 1;

    OwnershipException(String message) {
        super(message, null);
    }
}

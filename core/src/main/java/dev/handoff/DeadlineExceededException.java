package dev.handoff;

/** A scope was still running when its deadline passed (L39). */
public final class DeadlineExceededException extends HandoffException {
    private static final long serialVersionUID = 1;

    DeadlineExceededException(String message) {
        super(message, null);
    }
}

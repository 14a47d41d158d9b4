package dev.handoff;

/** No case of a select can be matched any more, and it has no {@link Select#ended} case (L28). */
public final class AllClosedException extends HandoffException {
    private static final long serialVersionUID = 1;

    AllClosedException(String message) {
        super(message, null);
    }
}

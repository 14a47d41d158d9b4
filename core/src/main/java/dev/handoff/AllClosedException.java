package dev.handoff;

/** A select none of whose cases can be matched any more, and that has no {@link Select#ended} case (L28). */
public final class AllClosedException extends HandoffException {
    private static final long serialVersionUID = 1;

    AllClosedException(String message) {
        super(message, null);
    }
}

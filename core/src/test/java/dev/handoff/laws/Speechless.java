package dev.handoff.laws;

/** A failure whose own code fails when it is asked for words. */
public final class Speechless extends RuntimeException {
    private static final long serialVersionUID = 1;

    @Override
    public String getMessage() {
        throw new IllegalStateException("no words");
    }
}

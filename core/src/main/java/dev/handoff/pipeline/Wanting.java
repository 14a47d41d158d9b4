package dev.handoff.pipeline;

/** Remembers what those below have said, for a stage above that stops or fails for reasons of its own. */
final class Wanting<T> extends Output<T> {
    private final Output<? super T> out;
    private boolean wanted = true;
    private boolean failed;
    private boolean gotMore;

    Wanting(Output<? super T> out) {
        this.out = out;
    }

    @Override
    boolean push(T value) throws Exception {
        boolean failing = true;
        gotMore = true;
        try {
            wanted = out.push(value);
            failing = false;
        } finally {
            failed |= failing;
        }
        return wanted;
    }

    /** Whether those below want more values. */
    boolean wanted() {
        return wanted;
    }

    /** Whether those below want something instead of what has failed above. */
    boolean wantMore() {
        return wanted && !failed;
    }

    /** Whether those below have got a value since this was asked last. */
    boolean hasGotMore() {
        boolean got = gotMore;
        gotMore = false;
        return got;
    }

    /** Whether those below have failed: what comes out of the stage above is their failure then, not its own. */
    boolean hasFailed() {
        return failed;
    }
}

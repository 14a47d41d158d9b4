package dev.handoff.pipeline;

import dev.handoff.internal.Interrupts;
import dev.handoff.internal.toolkit.Cancellations;

import org.jspecify.annotations.Nullable;

/** How a stage is shown, in descriptions and failures: {@code parallel(4, ordered) "fetch"}. */
record Label(String operator, String details, @Nullable String name) {
    static Label of(String operator) {
        return new Label(operator, "", null);
    }

    static Label of(String operator, Object details) {
        // and not String.valueOf, which gives null where toString does, as that of a key may
        return new Label(operator, "" + details, null);
    }

    Label named(String newName) {
        return new Label(operator, details, newName);
    }

    /** What to throw when a function of this stage has thrown {@code t}: an interrupt stays an interrupt. */
    Exception failure(Throwable t) {
        return Cancellations.isInterrupt(t)
                ? Interrupts.asOne(t)
                : new PipelineException(toString(), t);
    }

    /** Makes a failure to close {@code resource} a failure of this stage. */
    Closing closing(AutoCloseable resource) {
        return () -> {
            try {
                resource.close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // for the code that waits next
                throw new PipelineException(toString(), e);
            } catch (Throwable t) {
                throw closeFailure(t);
            }
        };
    }

    /** What to throw when something of this stage could not be closed. */
    PipelineException closeFailure(Throwable t) {
        return new PipelineException(toString(), t, true);
    }

    /** For the head of a try statement. */
    interface Closing extends AutoCloseable {
        @Override
        void close();
    }

    /** What to throw when a function of this stage has given null. */
    Exception nullGiven() {
        return failure(
                new NullPointerException(
                        "the function gave null, which is no value; to leave a value out use filter"
                                + " or flatMapIterable"));
    }

    /** For an iterable or a stream that has null. */
    Exception nullAmongElements() {
        return failure(new NullPointerException("null is among the elements, and is no value"));
    }

    @Override
    public String toString() {
        return operator
                + (details.isEmpty() ? "" : "(" + details + ")")
                + (name == null ? "" : " \"" + name + "\"");
    }
}

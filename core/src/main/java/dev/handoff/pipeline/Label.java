package dev.handoff.pipeline;

import org.jspecify.annotations.Nullable;

/** How a stage is shown, in descriptions and failures: {@code parallel(4, ordered) "fetch"}. */
record Label(String operator, String details, @Nullable String name) {
    static Label of(String operator) {
        return new Label(operator, "", null);
    }

    static Label of(String operator, Object details) {
        return new Label(operator, String.valueOf(details), null);
    }

    Label named(String newName) {
        return new Label(operator, details, newName);
    }

    /** What to throw when a function of this stage has thrown {@code t}: an interrupt stays what it is. */
    Exception failure(Throwable t) {
        return t instanceof InterruptedException interrupt
                ? interrupt
                : new PipelineException(toString(), t);
    }

    /** What to throw when a function of this stage has given null. */
    Exception nullGiven() {
        return failure(
                new NullPointerException(
                        "the function gave null, which is no value; to leave a value out use filter"
                                + " or flatMap"));
    }

    @Override
    public String toString() {
        return operator
                + (details.isEmpty() ? "" : "(" + details + ")")
                + (name == null ? "" : " \"" + name + "\"");
    }
}

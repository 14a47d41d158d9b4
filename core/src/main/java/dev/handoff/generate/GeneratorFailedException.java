package dev.handoff.generate;

import dev.handoff.HandoffException;
import dev.handoff.internal.Foreign;

/** The body of a generator has failed: {@link #getCause} is what it threw. */
public final class GeneratorFailedException extends HandoffException {
    private static final long serialVersionUID = 1;

    GeneratorFailedException(String generator, Throwable cause) {
        super(generator + " has failed: " + Foreign.words(cause), cause);
    }
}

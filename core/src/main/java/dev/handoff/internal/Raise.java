package dev.handoff.internal;

/** Throws what the compiler would have declared, out of the lambdas of others. */
public final class Raise {
    private Raise() {}

    /**
     * Throws {@code failure} as it is.
     *
     * @param failure of any class
     * @return never; the type is for {@code throw Raise.asIs(…)}
     */
    public static RuntimeException asIs(Throwable failure) {
        throw Raise.<RuntimeException>unchecked(failure);
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // it is thrown as what it is
    private static <X extends Throwable> X unchecked(Throwable failure) throws X {
        throw (X) failure;
    }
}

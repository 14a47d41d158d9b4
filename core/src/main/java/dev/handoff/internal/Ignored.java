package dev.handoff.internal;

/** What happens when an answer is ignored, for methods that say the same: the texts of their CheckReturnValue. */
public final class Ignored {
    /** For methods that make a case. */
    public static final String CASE = "a case does nothing outside of a select";

    /** For methods that make a select. */
    public static final String SELECT = "a select does nothing until it is run";

    /** For sources and stages. */
    public static final String PIPELINE = "a pipeline does nothing until a sink runs it";

    /** For the settings of a back-off. */
    public static final String BACKOFF = "a back-off does not change, this has made another one";

    /** For a send with a limit. */
    public static final String SENT = "the value is lost if it was not taken in time";

    /** For a receive whose purpose is not the wait. */
    public static final String RECEIVED = "what was received is lost";

    /** For a timer. */
    public static final String TICKS = "it does nothing until its ticks are received";

    /** For methods that start a process that sends. */
    public static final String PRODUCER =
            "nobody receives what its process sends, which waits for ever";

    /** For methods that subscribe. */
    public static final String SUBSCRIPTION = "nobody receives what it gets";

    /** For a counted sender. */
    public static final String SENDER = "nobody can close it, so the channel does not end";

    /** For an acquire that may have got no permit. */
    public static final String PERMIT = "there may have been no permit to go on with";

    /** For an acquire that may have got no token. */
    public static final String TOKEN = "there may have been no token to go on with";

    /** For an attempt to submit. */
    public static final String JOB = "the job is lost if there was no room";

    private Ignored() {}
}

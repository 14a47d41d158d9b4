package dev.handoff.internal;

/** What becomes of an answer that is ignored, where several methods say the same: the text of their CheckReturnValue. */
public final class Ignored {
    /** Of what makes a case. */
    public static final String CASE = "a case does nothing outside of a select";

    /** Of what makes a select. */
    public static final String SELECT = "a select does nothing until it is run";

    /** Of sources and stages. */
    public static final String PIPELINE = "a pipeline does nothing until a sink runs it";

    /** Of what is said of a back-off. */
    public static final String BACKOFF = "a back-off does not change, this has made another one";

    /** Of a send with a limit. */
    public static final String SENT = "the value is lost if it was not taken in time";

    /** Of a receive that is not there to wait. */
    public static final String RECEIVED = "what was received is lost";

    /** Of a timer. */
    public static final String TICKS = "it does nothing until its ticks are received";

    /** Of what starts a process that sends. */
    public static final String PRODUCER =
            "nobody receives what its process sends, which waits for ever";

    /** Of what subscribes. */
    public static final String SUBSCRIPTION = "nobody receives what it gets";

    /** Of a counted sender. */
    public static final String SENDER = "nobody can close it, so the channel does not end";

    /** Of an acquire that may have got no permit. */
    public static final String PERMIT = "there may have been no permit to go on with";

    /** Of an acquire that may have got no token. */
    public static final String TOKEN = "there may have been no token to go on with";

    /** Of a try to submit. */
    public static final String JOB = "the job is lost if there was no room";

    private Ignored() {}
}

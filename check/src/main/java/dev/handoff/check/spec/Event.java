package dev.handoff.check.spec;

import java.util.Objects;

/**
 * What a program does that a specification speaks of: a value is sent or received on a named channel, a channel is
 * closed, or the program sets a mark. An event without a value stands for those with any value. Immutable; equal if it
 * says the same.
 *
 * <p>A rendezvous is a send and, with nothing in between, the receive. Channels without a name are not seen; channels
 * with the same name are seen as one.
 */
public final class Event {
    /** What an event is about; its values come on top. */
    record Port(Action action, String name) {
        @Override
        public String toString() {
            return action.word + " " + Values.flat(name);
        }
    }

    enum Action {
        SEND("send"),
        RECEIVE("receive"),
        CLOSE("close"),
        MARK("mark");

        final String word;

        Action(String word) {
            this.word = word;
        }

        boolean hasValue() {
            return this == SEND || this == RECEIVE;
        }
    }

    private final Port port;
    private final Values values;

    Event(Port port, Values values) {
        this.port = port;
        this.values = values;
    }

    private static Event of(Action action, String name, Values values) {
        return new Event(new Port(action, Objects.requireNonNull(name, "name")), values);
    }

    /**
     * Any value is sent.
     *
     * @param channel the channel's name
     * @return the event
     */
    public static Event send(String channel) {
        return of(Action.SEND, channel, Values.ALL);
    }

    /**
     * A value is sent.
     *
     * @param channel the channel's name
     * @param value the value, or one that equals it
     * @return the event
     */
    public static Event send(String channel, Object value) {
        return of(Action.SEND, channel, Values.of(value));
    }

    /**
     * Any value is received.
     *
     * @param channel the channel's name
     * @return the event
     */
    public static Event receive(String channel) {
        return of(Action.RECEIVE, channel, Values.ALL);
    }

    /**
     * A value is received.
     *
     * @param channel the channel's name
     * @param value the value, or one that equals it
     * @return the event
     */
    public static Event receive(String channel, Object value) {
        return of(Action.RECEIVE, channel, Values.of(value));
    }

    /**
     * A channel is closed, failed or cancelled: by whichever process was first.
     *
     * @param channel the channel's name
     * @return the event
     */
    public static Event close(String channel) {
        return of(Action.CLOSE, channel, Values.ALL);
    }

    /**
     * The program sets a mark, by {@link dev.handoff.check.Trace#mark}.
     *
     * @param name the mark's name
     * @return the event
     */
    public static Event mark(String name) {
        return of(Action.MARK, name, Values.ALL);
    }

    /**
     * Prefix: this event, and then what {@code next} says. CSP's {@code a -> P}.
     *
     * @param next what follows
     * @return the term
     */
    public Term then(Term next) {
        return new Terms.Prefix(this, Objects.requireNonNull(next, "next"));
    }

    /**
     * This event, and then the end. CSP's {@code a -> SKIP}.
     *
     * @return the term
     */
    public Term once() {
        return then(Term.skip());
    }

    Port port() {
        return port;
    }

    Values values() {
        return values;
    }

    /** Whether it can be seen in a trace: it stands for nothing but itself. */
    boolean isSingle() {
        return !port.action.hasValue() || values.isSingle();
    }

    /** Whether every event that {@code that} stands for is one of these. */
    boolean includes(Event that) {
        return port.equals(that.port) && values.includes(that.values);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Event that && port.equals(that.port) && values.equals(that.values);
    }

    @Override
    public int hashCode() {
        return 31 * port.hashCode() + values.hashCode();
    }

    /** Such as {@code send jobs 1}, in one line. */
    @Override
    public String toString() {
        String which = values.toString();
        return which.isEmpty() ? port.toString() : port + " " + which;
    }
}

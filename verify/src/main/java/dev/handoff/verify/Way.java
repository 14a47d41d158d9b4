package dev.handoff.verify;

import dev.handoff.Sender;

/** What a line can be sent on: the channel itself, or a counted sender of it. */
final class Way {
    final Line line;
    final Sender<Long> sender;
    private volatile boolean closing;
    private volatile boolean closed;

    Way(Line line, Sender<Long> sender) {
        this.line = line;
        this.sender = sender;
    }

    /** To be called before the operation that closes it. */
    void noteClosing() {
        closing = true;
    }

    /** To be called when the operation has returned. */
    void noteClosed() {
        closed = true;
    }

    /** Whether nobody has begun to close it. */
    boolean isOpen() {
        return !closing;
    }

    /** Whether somebody has begun to close it, and has not returned. */
    boolean isBeingClosed() {
        return closing && !closed;
    }

    /** Whether nothing more can be sent here. */
    boolean hasEnded() {
        return closed || line.ended() != Line.Ended.NO;
    }

    /** Whether it alone has ended, whatever the line has. */
    boolean isClosed() {
        return closed;
    }

    /** A send is refused: somebody must have begun to end this or the line. */
    void requireEndBegun(String how) {
        if (!closing) {
            line.requireEndBegun(how);
        }
    }
}

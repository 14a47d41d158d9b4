package dev.handoff.verify;

import static dev.handoff.Select.on;

import dev.handoff.AllClosedException;
import dev.handoff.CancelledException;
import dev.handoff.Case;
import dev.handoff.Channel;
import dev.handoff.ChannelFailedException;
import dev.handoff.ClosedException;
import dev.handoff.HandoffException;
import dev.handoff.Received;
import dev.handoff.ReceiverFailedException;
import dev.handoff.Select;
import dev.handoff.Sender;
import dev.handoff.Sent;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** Does things to lines, one after the other, and keeps a journal of what came of them. */
final class Actor {
    /* Overview
     *
     *   what a line is told     accepted, received: in the journal, for the Ledger
     *   what it waits for       its ports, for Quiet: not to be read while it runs
     *   what a line reports     an end must have begun, and after an end nothing moves: checked here
     *                           no value comes after a receive has reported the end: checked here and by the others
     */

    /** What a handler of an extended receive throws now and then. */
    private static final class HandlerFailure extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /** What a line fails with. */
    private static final class LineFailure extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final transient Line line;

        LineFailure(Line line) {
            super(line + " has failed");
            this.line = line;
        }
    }

    /** Something to do. */
    interface Deed {
        void run() throws InterruptedException;
    }

    final Journal journal;

    /** The values of the send cases of the latest run of a select. */
    private final List<Long> offered = new ArrayList<>();

    /** How many of its cases were matched. */
    private int handled;

    /** The lines that it receives from of which some actor had been told the end before. */
    private final Set<Line> over = new HashSet<>();

    private List<Port> waitsFor = List.of();
    private boolean selects;
    private boolean endsByItself;
    private boolean toldOfInterrupt;

    /** Whether it does something that says an end in its result, and never throws one. */
    private boolean returnsEnds;

    Actor(int number) {
        this.journal = new Journal(number);
    }

    List<Port> waitsFor() {
        return waitsFor;
    }

    /** Whether it runs a select, which may wait for nothing but its ports. */
    boolean selects() {
        return selects;
    }

    /** Whether it does something that ends at once, or when its time has come, whatever the lines come to. */
    boolean endsByItself() {
        return endsByItself;
    }

    /** Does a deed, whatever the lines have come to. Returns false if it was refused, because they have ended. */
    boolean attempt(Deed deed) {
        toldOfInterrupt = false;
        endsByItself = true; // unless it says that it waits
        returnsEnds = false;
        try {
            deed.run();
        } catch (InterruptedException e) {
            toldOfInterrupt = true; // nothing moved; the ledger will tell if something did
        } catch (ClosedException | CancelledException | ChannelFailedException e) {
            requireThatItMayThrow(e);
            return false;
        } catch (AllClosedException e) {
            requireThatItMayThrow(e);
            return false;
        } finally {
            waitForNothing();
        }
        return true;
    }

    private void requireThatItMayThrow(HandoffException end) {
        if (returnsEnds) {
            throw new AssertionError("what returns an end has thrown it", end);
        }
    }

    /** Whether the latest attempt has ended by an interrupt. */
    boolean wasToldOfInterrupt() {
        return toldOfInterrupt;
    }

    private void waitFor(Port port) {
        waitsFor = List.of(port);
        endsByItself = false;
    }

    /** As {@link #waitFor}, but no longer than some time. */
    private void waitAWhileFor(Port port) {
        waitFor(port);
        endsByItself = true;
    }

    private static Port toReceiveFrom(Line line) {
        return new Port(line, false, true);
    }

    private void beginToReceive(Line line) {
        over.remove(line);
        if (line.isEndTold()) {
            over.add(line);
        }
    }

    private void waitForNothing() {
        waitsFor = List.of();
        selects = false;
        endsByItself = false;
    }

    // ---- sending

    void send(Line line) throws InterruptedException {
        send(line.itself);
    }

    void send(Way way) throws InterruptedException {
        long value = journal.newValue(way.line);
        boolean wasEnded = way.hasEnded();
        waitFor(Port.through(way, true));
        try {
            way.sender.send(value);
        } catch (ReceiverFailedException e) {
            // it was received, all the same
        } catch (ClosedException | CancelledException e) {
            way.requireEndBegun("a send is refused");
            countSent(List.of(value), e);
            throw e;
        }
        accepted(way, value, wasEnded);
    }

    /** How many of the values were sent before one was refused, by the word of the refusal (L12). */
    static int countSent(List<Long> values, HandoffException refusal) {
        Object undelivered =
                refusal instanceof ClosedException closed
                        ? closed.undelivered()
                        : ((CancelledException) refusal).undelivered();
        int index = undelivered == null ? -1 : values.indexOf(undelivered);
        if (index < 0) {
            throw new AssertionError(
                    "%s says that %s was not sent, of %s".formatted(refusal, undelivered, values));
        }
        return index;
    }

    void trySend(Line line) {
        trySend(line.itself);
    }

    void trySend(Way way) {
        returnsEnds = true;
        long value = journal.newValue(way.line);
        boolean wasEnded = way.hasEnded();
        note(way, value, way.sender.trySend(value), wasEnded);
    }

    void sendWithin(Line line, Duration limit) throws InterruptedException {
        sendWithin(line.itself, limit);
    }

    void sendWithin(Way way, Duration limit) throws InterruptedException {
        returnsEnds = true;
        long value = journal.newValue(way.line);
        boolean wasEnded = way.hasEnded();
        waitAWhileFor(Port.through(way, true));
        try {
            note(way, value, way.sender.sendWithin(value, limit), wasEnded);
        } catch (ReceiverFailedException e) {
            accepted(way, value, wasEnded); // it was received, all the same
        }
    }

    private void note(Way way, long value, Sent sent, boolean wasEnded) {
        if (sent.accepted()) {
            accepted(way, value, wasEnded);
        } else if (sent instanceof Sent.Closed) {
            way.requireEndBegun("a send is refused");
        }
    }

    private void accepted(Way way, long value, boolean wasEnded) {
        if (wasEnded) {
            throw new AssertionError(way.line + " had ended, and took " + Journal.describe(value));
        }
        journal.accepted.add(value);
    }

    void sendAll(Line line, int count) throws InterruptedException {
        sendAll(line.itself, count);
    }

    void sendAll(Way way, int count) throws InterruptedException {
        List<Long> batch = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            batch.add(journal.newValue(way.line));
        }
        boolean wasEnded = way.hasEnded();
        waitFor(Port.through(way, true));
        journal.cutShort.add(batch);
        try {
            way.sender.sendAll(batch);
        } catch (ReceiverFailedException e) {
            return; // the rest was not sent
        } catch (ClosedException | CancelledException e) {
            way.requireEndBegun("a batch is refused");
            noteSent(way, batch, countSent(batch, e), wasEnded);
            throw e;
        }
        noteSent(way, batch, count, wasEnded);
    }

    private void noteSent(Way way, List<Long> batch, int count, boolean wasEnded) {
        journal.cutShort.remove(batch);
        for (long value : batch.subList(0, count)) {
            accepted(way, value, wasEnded);
        }
    }

    // ---- receiving

    void receive(Line line) throws InterruptedException {
        receive(line, () -> noteReceived(line, line.channel.receive()));
    }

    void receiveOrNull(Line line) throws InterruptedException {
        receive(
                line,
                () -> {
                    Long value = line.channel.receiveOrNull();
                    if (value == null) {
                        line.noteEndTold("a receive reports it");
                    }
                    noteReceived(line, value);
                });
    }

    /** Receives in whatever way, which may throw that the line has ended. */
    private void receive(Line line, Deed way) throws InterruptedException {
        beginToReceive(line);
        waitFor(toReceiveFrom(line));
        try {
            way.run();
        } catch (ClosedException | CancelledException | ChannelFailedException e) {
            line.noteEndTold("a receive reports it");
            throw e;
        }
    }

    void tryReceive(Line line) {
        returnsEnds = true;
        beginToReceive(line);
        note(line, line.channel.tryReceive());
    }

    void receiveWithin(Line line, Duration limit) throws InterruptedException {
        returnsEnds = true;
        beginToReceive(line);
        waitAWhileFor(toReceiveFrom(line));
        note(line, line.channel.receiveWithin(limit));
    }

    private void note(Line line, Received<Long> received) {
        if (received instanceof Received.Closed<Long>) {
            line.noteEndTold("a receive reports it");
        }
        noteReceived(line, received.orNull());
    }

    void receiveBatch(Line line, int most) throws InterruptedException {
        receive(
                line,
                () -> {
                    List<Long> batch = line.channel.receiveBatch(most);
                    if (batch.isEmpty()) {
                        line.noteEndTold("a batch is empty");
                    }
                    batch.forEach(value -> noteReceived(line, value));
                });
    }

    void receiveExtended(Line line, boolean fails) throws InterruptedException {
        try {
            receive(
                    line,
                    () -> {
                        if (!line.channel.receiveHolding(value -> handle(line, value, fails))) {
                            line.noteEndTold("a receive reports it");
                        }
                    });
        } catch (HandlerFailure e) {
            // and its sender has seen it, too
        }
    }

    private void handle(Line line, long value, boolean fails) {
        waitForNothing();
        noteReceived(line, value);
        if (fails) {
            throw new HandlerFailure();
        }
    }

    private void noteReceived(Line line, Long value) {
        if (value != null) {
            if (Journal.lineOf(value) != line.number) {
                throw new AssertionError(line + " gave " + Journal.describe(value));
            }
            if (over.contains(line)) {
                throw new AssertionError(
                        line + " gave " + Journal.describe(value) + " after its end");
            }
            journal.received.add(value);
        }
    }

    // ---- selecting

    /**
     * Runs a select whose cases are at these ports, and which else can be matched only by a tick that may not come: each
     * case is handled here.
     */
    void select(Select<Void> select, List<Port> ports) throws InterruptedException {
        select(select, ports, false);
    }

    /** As above; whether it has a case, too, that is matched at once, or by a time that comes. */
    void select(Select<Void> select, List<Port> ports, boolean endsByItself)
            throws InterruptedException {
        ports.forEach(port -> beginToReceive(port.line()));
        waitsFor = new ArrayList<>(ports);
        selects = true;
        this.endsByItself = endsByItself;
        offered.clear();
        handled = 0;
        try {
            select.run();
        } catch (AllClosedException e) {
            ports.forEach(port -> noteEndTold(port, "a select reports it"));
            throw e;
        } catch (ChannelFailedException e) {
            ((LineFailure) e.getCause()).line.noteEndTold("a select reports it");
            throw e;
        } catch (ReceiverFailedException e) {
            journal.doubtful.addAll(offered); // one of these was sent, and its handler left out
            handled++;
        }
        waitForNothing();
        if (handled != 1) {
            throw new AssertionError(handled + " cases of one select were matched");
        }
    }

    /** Called by the handler of any case other than those of a port. */
    Void noteHandled() {
        handled++;
        return null;
    }

    /** A case of such a select. */
    Case<Void> newCase(Port port) {
        return switch (port.use()) {
            case SEND -> withEnd(newSendCase(port), port);
            case RECEIVE -> withEnd(newReceiveCase(port.line()), port);
            case AWAIT_END -> Select.done(port.line().channel, () -> noteEnd(port));
        };
    }

    private Case<Void> withEnd(Case<Void> c, Port port) {
        return port.handlesEnd() ? c.onClosed(() -> noteEnd(port)) : c;
    }

    private Void noteEnd(Port port) {
        noteEndTold(port, "a case reports it");
        return noteHandled();
    }

    private static void noteEndTold(Port port, String how) {
        if (port.use() == Port.Use.RECEIVE) {
            port.line().noteEndTold(how);
        } else {
            port.way().requireEndBegun(how);
        }
    }

    private Case<Void> newReceiveCase(Line line) {
        return on(
                line.channel,
                value -> {
                    noteReceived(line, value);
                    return noteHandled();
                });
    }

    private Case<Void> newSendCase(Port port) {
        Way way = port.way();
        long[] value = new long[1];
        boolean[] wasEnded = new boolean[1];
        Supplier<Long> next =
                () -> {
                    value[0] = journal.newValue(way.line);
                    wasEnded[0] = way.hasEnded();
                    offered.add(value[0]);
                    lookAt(port);
                    return value[0];
                };
        return Select.toNext(
                way.sender,
                next,
                () -> {
                    accepted(way, value[0], wasEnded[0]);
                    return noteHandled();
                });
    }

    /** A run begins: the case of a sender that was closed is not there, or is matched at once. */
    private void lookAt(Port port) {
        if (port.way().isBeingClosed()) {
            waitsFor.forEach(other -> other.line().noteSendersUnknown());
            waitForNothing(); // no saying
        } else if (port.way().isClosed() && selects) {
            waitsFor.remove(port);
            if (port.handlesEnd()) {
                waitsFor.clear(); // it is not to wait
            }
        }
    }

    // ---- ending and looking

    void close(Line line) {
        line.noteEndBegun();
        line.channel.close();
        line.noteEnded(Line.Ended.CLOSED);
    }

    void fail(Line line) {
        line.noteEndBegun();
        line.channel.fail(new LineFailure(line));
        line.noteEnded(Line.Ended.CLOSED);
    }

    void cancel(Line line) {
        line.noteEndBegun();
        line.channel.cancel();
        line.noteEnded(Line.Ended.CANCELLED);
    }

    /** Adds a counted sender, for all actors to send by. */
    void addSender(Line line) {
        if (line.hasRoomForWay()) {
            try {
                line.addWay(new Way(line, line.channel.newSender()));
            } catch (ClosedException | CancelledException e) {
                line.requireEndBegun("a new sender is refused");
                throw e;
            }
        }
    }

    /** Closes a counted sender, if there is one, and perhaps looks whether that was the last. */
    void closeSender(Line line, boolean looks) {
        Way way = line.beginToClose();
        if (way != null) {
            way.sender.close();
            way.noteClosed();
        }
        if (looks) { // which makes a lapse an end
            line.lookForEnd();
        }
    }

    /** Ends the line by closing the last counted sender; before that, perhaps, one value is sent. */
    void closeCounted(Line line, boolean sends) throws InterruptedException {
        line.noteEndBegun();
        try (Sender<Long> counted = line.channel.newSender()) {
            line.noteCounted();
            if (sends) {
                send(new Way(line, counted));
            }
        } finally {
            if (line.channel.isClosed()) { // which makes a lapse an end
                line.noteEnded(Line.Ended.CLOSED);
            }
        }
    }

    void look(Line line) {
        returnsEnds = true;
        Channel<Long> channel = line.channel;
        int size = channel.size();
        if (size < 0 || size > channel.capacity()) {
            throw new AssertionError(line + " says that it holds " + size);
        }
        if (channel.waitingSenders() < 0 || channel.waitingReceivers() < 0) {
            throw new AssertionError(line + " counts fewer than nobody");
        }
    }
}

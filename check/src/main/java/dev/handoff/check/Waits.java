package dev.handoff.check;

import dev.handoff.spi.Op;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Which process waits for which, where that can be told from the order of turns alone. */
final class Waits {
    /* Overview
     *
     * A send, a receive and the join of a scope are two things: a request and, when the request is met, going on. It
     * does not matter who comes first, only what is met:
     *
     *   receive n   goes on after  send n; if there is none before the close, after the close
     *   send n      goes on after  receive n - capacity
     *   join        goes on after  the ends of all processes of the scope
     *
     * So a request commutes with what meets it, and a pipeline, whose channels have one sender and one receiver each,
     * has a single schedule. If a request is met at once, its process goes on in the same turn; what it does then, up
     * to its next operation, concerns nobody.
     *
     * This holds for channels on which nothing was done but plain sends, receives and a close. A select, a try, a
     * cancel or a time-out that gives up would have to be counted, too: after the first of these a channel is not plain
     * any more. Nor is a wait plain that was met at the instant at which its time was up, for it could have given up
     * first. A kind that drops values has no plain sends. And none of this holds where processes are interrupted: an
     * interrupt ends a wait that has begun, but does nothing to one that is over.
     *
     * A trace of the matches, though, tells which process has waited for which: see MatchTrace and Past.
     *
     * After Kahn, "The semantics of a simple language for parallel programming" (1974): what is seen by processes that
     * only send and receive does not depend on the schedule.
     */
    private Waits() {}

    /**
     * The event of a turn that follows other events.
     *
     * @param plainly whether the event may be plain: only if nobody is ever interrupted
     * @param here the point at which the turn began
     */
    static Event eventOf(Transition turn, List<Event> events, boolean plainly, Branch here) {
        boolean plain = plainly && isPlain(turn, events);
        Set<Long> processes = new LinkedHashSet<>();
        for (long process : turn.woken()) {
            int latest = latestOf(process, events);
            if (!plain || latest < 0 || here.isReady(process) || !meets(turn, latest, events)) {
                processes.add(process);
            }
        }
        addSelecting(turn, events, processes);
        return Event.of(turn, processes.stream().mapToLong(p -> p).toArray(), plain);
    }

    /**
     * A process that waits in a select can be matched only once, so every turn that touches its channels has a hand in
     * it.
     */
    private static void addSelecting(Transition turn, List<Event> events, Set<Long> processes) {
        Set<Long> seen = new LinkedHashSet<>();
        seen.add(turn.process.key);
        for (Event event : events.reversed()) {
            if (seen.add(event.process())
                    && event.selects()
                    && Arrays.stream(turn.objects()).anyMatch(event::touches)) {
                processes.add(event.process());
            }
        }
    }

    static int latestOf(long process, List<Event> events) {
        int latest = events.size() - 1;
        while (latest >= 0 && events.get(latest).process() != process) {
            latest--;
        }
        return latest;
    }

    private static boolean isPlain(Transition turn, List<Event> events) {
        if (!isOnChannel(turn.op)) {
            return true;
        }
        if (turn.resumed) {
            return !turn.leavesQueues && turn.after == 0;
        }
        long channel = turn.objects()[0];
        for (Event event : events) {
            if (event.touches(channel) && !leavesPlain(event, channel)) {
                return false;
            }
        }
        return true;
    }

    private static boolean leavesPlain(Event event, long channel) {
        return event.does(Op.INSPECT, channel) || (event.plain() && isOnChannel(event.op()));
    }

    private static boolean isOnChannel(@Nullable Op op) {
        return op == Op.SEND || op == Op.RECEIVE || op == Op.CLOSE;
    }

    /** Whether it is a plain operation on a channel. */
    static boolean isOnChannel(Event event) {
        return event.plain() && !event.resumed() && isOnChannel(event.op());
    }

    /**
     * Whether the process waits for what the turn does, so that the turn has a hand in nothing but the end of that
     * wait.
     */
    private static boolean meets(Transition turn, int waiting, List<Event> events) {
        Event wait = events.get(waiting);
        if (!wait.parked() || !wait.plain() || wait.resumed()) {
            return false;
        }
        if (wait.op() == Op.JOIN) {
            for (int i = 0; i < turn.objects().length; i++) {
                if (turn.ops()[i] == Op.END && wait.touches(turn.objects()[i])) {
                    return true;
                }
            }
            return false;
        }
        return (wait.op() == Op.SEND || wait.op() == Op.RECEIVE)
                && isOnChannel(turn.op)
                && !turn.resumed
                && turn.objects()[0] == wait.objects()[0]
                && !isHeld(wait, waiting, events);
    }

    /**
     * Whether the wait is that of a send whose receive has come already: it waits for the end of the receiver's
     * handler.
     */
    private static boolean isHeld(Event wait, int waiting, List<Event> events) {
        if (wait.op() != Op.SEND) {
            return false;
        }
        long channel = wait.objects()[0];
        int number = 1 + count(Op.SEND, channel, events.subList(0, waiting));
        return find(Op.RECEIVE, number, channel, events) >= 0;
    }

    /** The indices of the earlier events that a plain operation has waited for; none if it still waits. */
    static List<Integer> awaited(Event event, List<Event> events) {
        List<Integer> awaited = new ArrayList<>();
        if (!event.plain() || event.parked() || event.op() == null) {
            return awaited;
        }
        switch (event.op()) {
            case JOIN -> {
                for (int i = 0; i < events.size(); i++) {
                    if (events.get(i).does(Op.END, event.objects()[0])) {
                        awaited.add(i);
                    }
                }
            }
            case SEND, RECEIVE -> {
                int request = event.resumed() ? requestOf(event, events) : events.size();
                Event requested = event.resumed() ? events.get(request) : event;
                if (requested.plain()) {
                    awaitedOnChannel(event, requested, request, events, awaited);
                }
            }
            default -> {}
        }
        return awaited;
    }

    /** Whether a process is about to send or receive and would have to wait, as far as plain operations tell. */
    static boolean wouldWait(ControlledProcess process, List<Event> events) {
        Transition next = process.next;
        if (process.state != ControlledProcess.State.READY
                || (next.op != Op.SEND && next.op != Op.RECEIVE)) {
            return false; // a process that was woken has what it waited for
        }
        long channel = next.objects()[0];
        if (find(Op.CLOSE, 1, channel, events) >= 0) {
            return false;
        }
        int ahead = count(Op.SEND, channel, events) - count(Op.RECEIVE, channel, events);
        if (next.op == Op.RECEIVE) {
            return ahead <= 0;
        }
        int sent = find(Op.SEND, 1, channel, events);
        return sent >= 0 && ahead >= events.get(sent).capacity();
    }

    /** The index of the event at which the operation of a resumed event began. */
    private static int requestOf(Event event, List<Event> events) {
        int request = latestOf(event.process(), events);
        while (events.get(request).resumed()) {
            request = latestOf(event.process(), events.subList(0, request));
        }
        return request;
    }

    private static void awaitedOnChannel(
            Event event, Event requested, int request, List<Event> events, List<Integer> awaited) {
        long channel = requested.objects()[0];
        int close = find(Op.CLOSE, 1, channel, events);
        int number = 1 + count(requested.op(), channel, events.subList(0, request));
        int match;
        if (event.op() == Op.SEND) {
            boolean refused = close >= 0 && close < request;
            match = refused ? -1 : find(Op.RECEIVE, number - event.capacity(), channel, events);
        } else {
            int send = find(Op.SEND, number, channel, events);
            match = send >= 0 && (close < 0 || send < close) ? send : close;
        }
        if (match >= 0) {
            awaited.add(match);
        }
    }

    private static int count(@Nullable Op op, long channel, List<Event> events) {
        int count = 0;
        for (Event event : events) {
            if (isRequest(event, op, channel)) {
                count++;
            }
        }
        return count;
    }

    /** The index of the n-th request of that kind; -1 if there is none. */
    private static int find(Op op, int number, long channel, List<Event> events) {
        int count = 0;
        for (int i = 0; i < events.size(); i++) {
            if (isRequest(events.get(i), op, channel) && ++count == number) {
                return i;
            }
        }
        return -1;
    }

    private static boolean isRequest(Event event, @Nullable Op op, long channel) {
        return event.plain()
                && event.op() == op
                && !event.resumed()
                && event.objects()[0] == channel;
    }
}

package dev.handoff.check;

import dev.handoff.Channel;
import dev.handoff.check.spec.Event;
import dev.handoff.spi.Offer;
import dev.handoff.spi.Op;
import dev.handoff.spi.Parked;
import dev.handoff.spi.Scheduling;
import dev.handoff.spi.WaitReason;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** The trace of a run: what happened on channels that have a name, and the marks, in the order of the matches. */
final class MatchTrace implements TurnListener {
    /* Overview
     *
     * An operation takes effect at its match, but is reported when its process goes on. If the operation need not wait,
     * both are in the same turn. If it waits, it is matched in the turn of another process, and reported later, perhaps
     * after operations that were matched after it. So each process that is woken gets a place in the trace at once, and
     * what it reports when it goes on is put there:
     *
     *   turn of B:  what B reports, and behind each event the place of the process that the event woke
     *   turn of A:  if A has a place: its report goes there; else as for B.  No report: the place stays empty
     *
     * The order within a turn is right for every kind of channel: a send comes before the receive that it is handed to,
     * and the receive that makes room before the send that fills it. A batch wakes one process for each of its values,
     * from the first value on, until nobody waits.
     *
     * A rendezvous is reported twice, by both processes. Both events are in the trace where the first report is, the
     * send before the receive, with nothing in between. A sender that waits for the receiver's handler reports long
     * after the receiver: so on such a channel the first of each pair of reports counts, whichever it is.
     *
     * Turns that add to the trace touch it, so that an exhaustive exploration tries them in every order. It also
     * matters whether a receive comes before the send that it meets, and waits for it. With a buffer, a receiver that
     * waits takes the value at once, and nothing comes in between; with a rendezvous, only the process that comes later
     * adds to the trace. It matters likewise whether a send waits, and whether a receive comes before or behind the
     * close. So a process that waits there, or receives the end, marks the channel.
     *
     * A place whose process has not gone on when the run ends may hide an event: the trace ends before it.
     */

    /** A place in the trace for one event; open while the process that was woken has not gone on. */
    private static final class Place {
        private @Nullable Report report;
        private boolean open;
    }

    private sealed interface Report {}

    private record Value(Channel<?> channel, String name, Object value, boolean isSend)
            implements Report {}

    private record Plain(Event event) implements Report {}

    private static final class Meetings {
        private int sent;
        private int received;

        /** Whether it is the first report of a meeting. */
        boolean isFirst(boolean isSend) {
            return isSend ? ++sent > received : ++received > sent;
        }
    }

    private final Predicate<String> counts;
    private final List<Place> places = new ArrayList<>();
    private final Map<ControlledProcess, Place> woken = new HashMap<>();
    private final List<Place> reportedInTurn = new ArrayList<>();
    private final List<Place> wokenInTurn = new ArrayList<>();

    /** Whether the present turn has begun with a receive. */
    private boolean receives;

    /** A trace of the channels whose names count, and of all marks. */
    MatchTrace(Predicate<String> counts) {
        this.counts = counts;
    }

    @Override
    public void reached(ControlledProcess process, Op op, long[] ids) {
        receives = op == Op.RECEIVE;
    }

    @Override
    public void sent(ControlledProcess process, Object channel, long channelId, Object value) {
        exchanged(process, channel, value, true);
    }

    @Override
    public void received(ControlledProcess process, Object channel, long channelId, Object value) {
        exchanged(process, channel, value, false);
    }

    private void exchanged(
            ControlledProcess process, Object channel, Object value, boolean isSend) {
        String name = countedName(channel);
        if (name != null && channel instanceof Channel<?> known) {
            report(process, new Value(known, name, value, isSend));
        }
    }

    @Override
    public void closed(ControlledProcess process, Object channel, long channelId) {
        String name = countedName(channel);
        if (name != null) {
            report(process, new Plain(Event.close(name)));
        }
    }

    @Override
    public void marked(ControlledProcess process, String name) {
        report(process, new Plain(Event.mark(name)));
    }

    private void report(ControlledProcess process, Report report) {
        Place place = woken.get(process);
        if (place == null) {
            place = new Place();
            reportedInTurn.add(place);
            Scheduling.current().touch(Op.MARK, ControlledRun.TRACE);
        } else {
            woken.remove(process);
            place.open = false;
        }
        place.report = report;
    }

    /**
     * A sender that meets a waiting extended receive wakes it, and then waits itself: it reports only later what it has
     * sent.
     */
    @Override
    public void blocked(ControlledProcess process, Parked who, WaitReason why) {
        if (!wokenInTurn.isEmpty()) {
            Scheduling.current().touch(Op.MARK, ControlledRun.TRACE);
        }
        for (Offer offer : who.offers()) {
            mark(offer.channel(), offer.channelId());
        }
    }

    @Override
    public void foundEnded(ControlledProcess process, Object channel, long channelId) {
        if (receives && !woken.containsKey(process)) {
            mark(channel, channelId);
        }
    }

    private void mark(Object channel, long channelId) {
        if (countedName(channel) != null) {
            Scheduling.current().touch(Op.MARK, channelId);
        }
    }

    /** The name of a channel that counts; null if it does not. */
    private @Nullable String countedName(Object channel) {
        String name = channel instanceof Channel<?> known ? known.name() : null;
        return name != null && counts.test(name) ? name : null;
    }

    @Override
    public void woke(ControlledProcess process, ControlledProcess other) {
        boolean isMatched = other.woken; // and not only interrupted, or started
        if (isMatched && !woken.containsKey(other)) {
            Place place = new Place();
            place.open = true;
            woken.put(other, place);
            wokenInTurn.add(place);
        }
    }

    @Override
    public void happened(Transition transition, long nanoTime) {
        Place unused = woken.remove(transition.process);
        if (unused != null) {
            unused.open = false;
        }
        int longer = Math.max(reportedInTurn.size(), wokenInTurn.size());
        for (int i = 0; i < longer; i++) {
            if (i < reportedInTurn.size()) {
                places.add(reportedInTurn.get(i));
            }
            if (i < wokenInTurn.size()) {
                places.add(wokenInTurn.get(i));
            }
        }
        reportedInTurn.clear();
        wokenInTurn.clear();
    }

    /** What has happened: all of it or, if the run has ended early, as much as is known. */
    List<Event> events() {
        List<Event> events = new ArrayList<>();
        Map<Channel<?>, Meetings> meetings = new HashMap<>();
        for (Place place : places) {
            if (place.open) {
                break;
            }
            switch (place.report) {
                case null -> {}
                case Plain(Event event) -> events.add(event);
                case Value value -> addExchange(events, value, meetings);
            }
        }
        return events;
    }

    private static void addExchange(
            List<Event> events, Value report, Map<Channel<?>, Meetings> meetings) {
        Channel<?> channel = report.channel;
        Event send = Event.send(report.name, report.value);
        Event receive = Event.receive(report.name, report.value);
        if (channel.capacity() > 0) {
            events.add(report.isSend ? send : receive);
        } else if (meetings.computeIfAbsent(channel, c -> new Meetings()).isFirst(report.isSend)) {
            events.add(send);
            events.add(receive);
        }
    }
}

package dev.handoff.check;

import dev.handoff.Channel;
import dev.handoff.spi.Op;
import dev.handoff.spi.Parked;
import dev.handoff.spi.WaitReason;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Knows what happened before what in a controlled run: by channels, starts, ends and wake-ups, not by time. */
final class HappensBefore implements TurnListener {
    /* Overview
     *
     * Each process has a vector clock, which counts its turns. It learns what others knew (joins their clocks):
     *
     *   by a receive             what the sender knew before the send
     *   by a send                what the receiver that has made room for it knew: see ChannelOrder
     *   by finding an end        what all those knew that have closed or cancelled the channel
     *   by a join or a look      what all those knew that have ended in the scope, or as the task, or have cancelled it
     *   by being started, woken
     *   or interrupted           what the process that does it knows
     *
     * Which send does a receive belong to? A run tells of operations in the order of their matches, except for
     * processes that were asleep when they were matched: these tell of theirs when they go on. So the process that
     * finds the other puts the match down: a sender that has woken a receiver has `given` it the value; a receiver that
     * has woken senders has `taken` their values into the channel. What the woken processes tell of later is then
     * known.
     *
     * What a process is given to learn while it does not run, it learns when it goes on (`incoming`): its operation
     * carries only what it knew before.
     *
     * Where something is not certain, a process learns too much rather than too little. After a wait for a lock or a
     * latch it knows all that has happened; and the end of a detached process, whose thread anybody may have joined, is
     * known to all. Too much hides a race in this run, too little would invent one.
     */
    private static final class Knowledge {
        final int number;
        final VectorClock clock = new VectorClock();
        @Nullable VectorClock incoming;

        /** The processes that it has woken in this turn, before it waits itself. */
        final List<Knowledge> woken = new ArrayList<>();

        boolean isGiven;
        boolean isTaken;

        /** How many ends of detached processes it has learnt of. */
        int endsLearnt;

        /** The number of the scope in which it ends; empty before that, and if it is detached. */
        long[] endsIn = {};

        Knowledge(int number) {
            this.number = number;
        }

        void learn(@Nullable VectorClock other) {
            if (other != null) {
                clock.join(other);
            }
        }

        void willLearn(@Nullable VectorClock other) {
            if (other != null) {
                if (incoming == null) {
                    incoming = new VectorClock();
                }
                incoming.join(other);
            }
        }
    }

    private final Map<Integer, Knowledge> processes = new HashMap<>();
    private final Map<Long, ChannelOrder> channels = new HashMap<>();

    /** For each channel: what those knew that have closed or cancelled it. */
    private final Map<Long, VectorClock> closes = new HashMap<>();

    /** For each scope and task: what those knew that have ended in it, or as it, or have cancelled it. */
    private final Map<Long, VectorClock> ends = new HashMap<>();

    /**
     * For each scope: what those knew that have cancelled it. A process that starts or enters something in it learns
     * that.
     */
    private final Map<Long, VectorClock> cancels = new HashMap<>();

    private final VectorClock endsOfDetached = new VectorClock();
    private int detachedEnds;

    /** What all processes knew that have ended, detached or not. */
    private final VectorClock ended = new VectorClock();

    private boolean interfered;

    /** What the running process knows. */
    VectorClock clock(ControlledProcess running) {
        return going(running).clock;
    }

    /** Whether threads took part of which nothing is known. */
    boolean hasInterference() {
        return interfered;
    }

    // ---- turns

    @Override
    public void reached(ControlledProcess process, Op op, long[] ids) {
        Knowledge me = going(process);
        me.clock.tick(me.number);
        me.woken.clear();
        me.isGiven = false;
        me.isTaken = false;
        for (long id : ids) {
            switch (op) {
                case CLOSE, CANCEL -> add(closes, id, me.clock);
                case END -> add(ends, id, me.clock);
                case CANCEL_SCOPE -> {
                    add(ends, id, me.clock);
                    add(cancels, id, me.clock);
                }
                case START, ENTER -> me.learn(cancels.get(id));
                case JOIN, INSPECT -> me.learn(ends.get(id));
                default -> {}
            }
        }
        if (op == Op.END) {
            me.endsIn = ids;
        }
    }

    @Override
    public void blocked(ControlledProcess process, Parked who, WaitReason why) {
        going(process).woken.clear();
    }

    @Override
    public void woke(ControlledProcess process, ControlledProcess other) {
        Knowledge me = going(process);
        Knowledge woken = of(other);
        woken.willLearn(me.clock);
        me.woken.add(woken);
    }

    @Override
    public void interrupted(ControlledProcess process, ControlledProcess other) {
        of(other).willLearn(going(process).clock);
    }

    @Override
    public void ended(ControlledProcess process) {
        Knowledge me = going(process);
        for (long scope : me.endsIn) {
            add(ends, scope, me.clock); // again, with what a hook of the scope has done meanwhile
        }
        if (me.endsIn.length == 0 && me.number != 0) {
            endsOfDetached.join(me.clock);
            detachedEnds++;
        }
    }

    /** After the last turn of a process, what is known of it alone is not needed any more. */
    @Override
    public void happened(Transition turn, long nanoTime) {
        if (turn.process.state == ControlledProcess.State.ENDED) {
            ended.join(of(turn.process).clock);
            processes.remove(turn.process.number);
        }
    }

    @Override
    public void cameBack(ControlledProcess process) {
        Knowledge me = of(process);
        me.willLearn(ended);
        processes.values().forEach(other -> me.willLearn(other.clock));
    }

    @Override
    public void interfered() {
        interfered = true;
    }

    // ---- channels

    @Override
    public void sent(ControlledProcess process, Object channel, long channelId, Object value) {
        Knowledge me = going(process);
        if (me.isTaken) {
            me.isTaken = false;
            return;
        }
        ChannelOrder order = order(channel, channelId);
        if (me.woken.isEmpty()) {
            order.store(me.clock);
        } else {
            Knowledge receiver = me.woken.removeFirst();
            receiver.isGiven = true;
            order.makeRoom(receiver.clock);
        }
        me.learn(order.useRoom());
    }

    @Override
    public void held(ControlledProcess process, ControlledProcess sender) {
        going(process).woken.add(of(sender));
    }

    @Override
    public void received(ControlledProcess process, Object channel, long channelId, Object value) {
        Knowledge me = going(process);
        if (me.isGiven) {
            me.isGiven = false;
            return;
        }
        ChannelOrder order = order(channel, channelId);
        order.makeRoom(me.clock);
        for (Knowledge sender : me.woken) {
            sender.isTaken = true;
            order.store(sender.clock);
            order.useRoom(); // ours, or of the same batch: the wake-up has told what we know
        }
        me.woken.clear();
        me.learn(order.take());
    }

    @Override
    public void removed(ControlledProcess process, Object channel, long channelId, Object value) {
        Knowledge me = going(process);
        ChannelOrder order = order(channel, channelId);
        order.makeRoom(me.clock);
        me.learn(order.take());
    }

    @Override
    public void foundEnded(ControlledProcess process, Object channel, long channelId) {
        going(process).learn(closes.get(channelId));
    }

    private ChannelOrder order(Object channel, long id) {
        return channels.computeIfAbsent(
                id, unseen -> new ChannelOrder(((Channel<?>) channel).capacity()));
    }

    // ---- processes

    private static void add(Map<Long, VectorClock> clocks, long id, VectorClock more) {
        clocks.computeIfAbsent(id, unseen -> new VectorClock()).join(more);
    }

    private Knowledge of(ControlledProcess process) {
        return processes.computeIfAbsent(process.number, Knowledge::new);
    }

    /** The knowledge of the process that runs, which now learns what it was given. */
    private Knowledge going(ControlledProcess process) {
        Knowledge me = of(process);
        if (me.incoming != null) {
            me.learn(me.incoming);
            me.incoming = null;
        }
        if (me.endsLearnt < detachedEnds) {
            me.learn(endsOfDetached);
            me.endsLearnt = detachedEnds;
        }
        return me;
    }
}

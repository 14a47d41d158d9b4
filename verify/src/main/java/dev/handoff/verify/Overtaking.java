package dev.handoff.verify;

import dev.handoff.spi.DelegatingScheduling;
import dev.handoff.spi.Offer;
import dev.handoff.spi.Op;
import dev.handoff.spi.Parked;
import dev.handoff.spi.Scheduling;
import dev.handoff.spi.WaitReason;
import dev.handoff.spi.Watcher;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds who is served before one that came first, while one process runs at a time (L6). */
final class Overtaking extends DelegatingScheduling {
    /* Overview
     *
     *   turn      what a process does between two calls of the seam: others see all of it or nothing, so we look there
     *   comes     a process that must wait joins its queues in the turn that it ends by telling the watcher
     *   served    whoever waited and cannot be claimed any more was matched in the turn before, or has given up
     *   newcomer  an operation that was matched at once: it has come last of all, and was served in its first turn
     *
     * Who is served has passed those that came before it and still wait. That is wrong where it was served, and right at
     * the other channels of a select. Where it was served it tells the watcher later, itself. If it was told of an end, or
     * has given up, it says nothing, and nothing is judged.
     *
     * What is matched in the same turn, as in a batch, is in no order.
     */
    private final Watcher watcher = new Listener(delegate().watcher());

    /** Those who wait at channels, in the order in which they came. */
    private final Map<Parked, Thread> waiting = new LinkedHashMap<>();

    /** Processes in the first turn of an operation. */
    private final Set<Thread> newcomers = new HashSet<>();

    /** By who was served last: what those wait for that it has passed, and who was the first of these. */
    private final Map<Thread, Map<Offer, Thread>> passed = new HashMap<>();

    private final List<String> problems = new ArrayList<>();

    Overtaking(Scheduling delegate) {
        super(delegate);
    }

    /** What is wrong; empty if nothing is. */
    List<String> problems() {
        return problems;
    }

    private void look() {
        Thread me = Thread.currentThread();
        boolean isNewcomer = newcomers.remove(me);
        if (isNewcomer || !waiting.keySet().stream().allMatch(Parked::isClaimable)) {
            Map<Offer, Thread> left = noteServed();
            if (isNewcomer) {
                passed.put(me, left);
            }
        }
    }

    /** Returns what those wait for that are left, and who is the first of these. */
    private Map<Offer, Thread> noteServed() {
        Map<Offer, Thread> left = new HashMap<>();
        Iterator<Map.Entry<Parked, Thread>> all = waiting.entrySet().iterator();
        while (all.hasNext()) {
            Map.Entry<Parked, Thread> next = all.next();
            Parked who = next.getKey();
            Thread process = next.getValue();
            if (who.isClaimable()) {
                who.offers().forEach(offer -> left.putIfAbsent(offer, process));
            } else {
                passed.put(process, Map.copyOf(left));
                all.remove();
            }
        }
        return left;
    }

    /** The current process says where it was served. */
    private void judge(boolean isSend, Object channel, long channelId) {
        Thread me = Thread.currentThread();
        Offer served = new Offer(isSend, channel, channelId);
        Thread first = passed.getOrDefault(me, Map.of()).get(served);
        if (first != null) {
            problems.add(
                    "%s has %s %s before %s, which had come first and waited"
                            .formatted(
                                    me.getName(),
                                    isSend ? "sent to" : "received from",
                                    channel,
                                    first.getName()));
        }
    }

    @Override
    public void reach(Op op, long id) {
        look();
        super.reach(op, id);
        newcomers.add(Thread.currentThread());
    }

    @Override
    public void reach(Op op, long[] ids) {
        look();
        super.reach(op, ids);
        newcomers.add(Thread.currentThread());
    }

    @Override
    public void park(Parked who, WaitReason why, long nanos) {
        look();
        super.park(who, why, nanos);
    }

    @Override
    public void unpark(Parked who) {
        look();
        super.unpark(who);
    }

    @Override
    public Watcher watcher() {
        return watcher;
    }

    /** Looks before it tells: in a fine run the checker lets others in when it is told. */
    private final class Listener extends DelegatingWatcher {
        Listener(Watcher delegate) {
            super(delegate);
        }

        @Override
        void told() {
            look();
        }

        @Override
        public void blocked(Parked who, WaitReason why) {
            look();
            if (!who.offers().isEmpty()) {
                waiting.put(who, Thread.currentThread());
            }
            super.blocked(who, why);
        }

        @Override
        public void sent(Object channel, long channelId, Object value) {
            look();
            judge(true, channel, channelId);
            super.sent(channel, channelId, value);
        }

        @Override
        public void received(Object channel, long channelId, Object value) {
            look();
            judge(false, channel, channelId);
            super.received(channel, channelId, value);
        }
    }
}

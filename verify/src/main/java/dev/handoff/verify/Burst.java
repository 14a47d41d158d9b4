package dev.handoff.verify;

import dev.handoff.Channel;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Many pairs of processes, started at once, each with channels of its own. A pair that has begun should end before the
 * next ones begin: else each of them is late.
 */
final class Burst {
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();

    /** How many pairs were between their first round trip and their last at one time. */
    int mostUnderWay(int pairs, int roundTrips) throws InterruptedException {
        most.set(0);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < pairs; i++) {
            Channel<Integer> ping = Channel.rendezvous();
            Channel<Integer> pong = Channel.rendezvous();
            threads.add(Thread.ofVirtual().unstarted(() -> answer(ping, pong, roundTrips)));
            threads.add(Thread.ofVirtual().unstarted(() -> ask(ping, pong, roundTrips)));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        return most.get();
    }

    private static void answer(Channel<Integer> ping, Channel<Integer> pong, int times) {
        try {
            for (int i = 0; i < times; i++) {
                pong.send(ping.receive());
            }
        } catch (InterruptedException e) {
            throw new AssertionError("nobody interrupts it", e);
        }
    }

    private void ask(Channel<Integer> ping, Channel<Integer> pong, int times) {
        most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
        try {
            for (int i = 0; i < times; i++) {
                ping.send(i);
                pong.receive();
            }
        } catch (InterruptedException e) {
            throw new AssertionError("nobody interrupts it", e);
        } finally {
            underWay.decrementAndGet();
        }
    }
}

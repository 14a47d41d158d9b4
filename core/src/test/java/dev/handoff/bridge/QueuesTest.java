package dev.handoff.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.handoff.CancelledException;
import dev.handoff.Channel;
import dev.handoff.ChannelFailedException;
import dev.handoff.ClosedException;
import dev.handoff.Overflow;
import dev.handoff.Receiver;
import dev.handoff.ReceiverFailedException;
import dev.handoff.Scope;
import dev.handoff.Sender;
import dev.handoff.laws.Seed;
import dev.handoff.laws.Speechless;
import dev.handoff.laws.Under;
import dev.handoff.laws.Until;
import dev.handoff.spi.DelegatingScheduling;
import dev.handoff.spi.Op;
import dev.handoff.spi.Scheduling;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.util.AbstractCollection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.IntStream;

@DisplayName("Bridges: queues")
class QueuesTest {
    private static BlockingQueue<Integer> queue(int capacity) {
        return Queues.view(Channel.buffered(capacity));
    }

    // ---- the view: BlockingQueue's contract

    @Test
    @DisplayName("elements come out in the order in which they were put")
    void elementsComeOutInOrder() throws Exception {
        BlockingQueue<Integer> queue = queue(3);
        queue.put(1);
        assertThat(queue.offer(2)).isTrue();
        assertThat(queue.add(3)).isTrue();
        assertThat(queue.take()).isEqualTo(1);
        assertThat(queue.poll()).isEqualTo(2);
        assertThat(queue.remove()).isEqualTo(3);
    }

    @Test
    @DisplayName(
            "a full queue refuses: offer answers false, timed offer after its time, add throws")
    void aFullQueueRefuses() throws Exception {
        BlockingQueue<Integer> queue = queue(1);
        queue.put(1);
        assertThat(queue.offer(2)).isFalse();
        assertThat(queue.offer(2, 1, TimeUnit.MILLISECONDS)).isFalse();
        assertThatThrownBy(() -> queue.add(2))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("full");
        assertThat(queue.take()).isEqualTo(1);
        assertThat(queue.offer(2, Long.MAX_VALUE, TimeUnit.DAYS)).isTrue();
    }

    @Test
    @DisplayName(
            "an empty queue has nothing: poll answers null, timed poll after its time, remove"
                    + " throws")
    void anEmptyQueueHasNothing() throws Exception {
        BlockingQueue<Integer> queue = queue(1);
        assertThat(queue.poll()).isNull();
        assertThat(queue.poll(1, TimeUnit.MILLISECONDS)).isNull();
        assertThat(queue.poll(-1, TimeUnit.DAYS)).isNull();
        assertThatThrownBy(queue::remove).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    @DisplayName("put and take wait, and an interrupt ends the wait without an effect")
    void putAndTakeWait() throws Exception {
        for (boolean putting : new boolean[] {true, false}) {
            Channel<Integer> channel = Channel.rendezvous();
            BlockingQueue<Integer> queue = Queues.view(channel);
            AtomicBoolean interrupted = new AtomicBoolean();
            Thread waiter =
                    Thread.startVirtualThread(
                            () -> {
                                try {
                                    if (putting) {
                                        queue.put(1);
                                    } else {
                                        queue.take();
                                    }
                                } catch (InterruptedException e) {
                                    interrupted.set(true);
                                }
                            });
            Until.asleep(waiter);
            waiter.interrupt();
            waiter.join();
            assertThat(interrupted).isTrue();
            assertThat(queue.poll()).isNull();
            assertThat(queue.offer(2)).isFalse();
        }
    }

    @Test
    @DisplayName("sizes and remaining capacities add up, for each kind of channel")
    void sizesAddUp() throws Exception {
        BlockingQueue<Integer> queue = queue(3);
        assertThat(queue.isEmpty()).isTrue();
        queue.put(1);
        assertThat(queue).hasSize(1);
        assertThat(queue.remainingCapacity()).isEqualTo(2);
        assertThat(Queues.view(Channel.unbounded()).remainingCapacity())
                .isEqualTo(Integer.MAX_VALUE);
        assertThat(Queues.view(Channel.rendezvous()).remainingCapacity()).isZero();
    }

    @Test
    @DisplayName("a channel that drops has no room when it is full, and takes what is offered")
    void aChannelThatDropsHasNoRoomWhenFull() {
        for (Overflow overflow : List.of(Overflow.DROP_OLDEST, Overflow.DROP_NEWEST)) {
            Channel<Integer> channel =
                    Channel.<Integer>unnamed().buffered(2).overflow(overflow).open();
            BlockingQueue<Integer> queue = Queues.view(channel);
            for (int room = 2; room > 0; room--) {
                assertThat(queue.remainingCapacity()).isEqualTo(room);
                assertThat(queue.offer(room)).isTrue();
            }
            assertThat(queue.remainingCapacity()).isZero();
            assertThat(queue.offer(3)).isTrue();
            assertThat(queue).hasSize(2);
            assertThat(channel.dropped()).isOne();
        }
    }

    @Test
    @DisplayName("drainTo takes what is there, at most so many, also from senders that wait")
    void drainToTakesWhatIsThere() throws Exception {
        BlockingQueue<Integer> queue = queue(5);
        Collections.addAll(queue, 1, 2, 3, 4);
        List<Integer> drained = new ArrayList<>();
        assertThat(queue.drainTo(drained, 3)).isEqualTo(3);
        assertThat(queue.drainTo(drained, 0)).isZero();
        assertThat(queue.drainTo(drained)).isEqualTo(1);
        assertThat(queue.drainTo(drained)).isZero();
        assertThat(drained).containsExactly(1, 2, 3, 4);
        Channel<Integer> meeting = Channel.rendezvous();
        for (int i = 1; i <= 2; i++) {
            int value = i + 4;
            Thread.startVirtualThread(() -> put(Queues.view(meeting), value));
            int waiting = i;
            Until.eventually("it waits", () -> meeting.waitingSenders() == waiting);
        }
        assertThat(Queues.view(meeting).drainTo(drained)).isEqualTo(2);
        assertThat(drained).endsWith(5, 6);
    }

    private static void put(BlockingQueue<Integer> queue, int value) {
        try {
            queue.put(value);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    @DisplayName("drainTo to a collection that refuses a value loses that value, and no other")
    void drainToLosesWhatTheCollectionRefuses() {
        List<Integer> undelivered = new ArrayList<>();
        Channel<Integer> channel =
                Channel.<Integer>unnamed().buffered(5).onUndelivered(undelivered::add).open();
        BlockingQueue<Integer> queue = Queues.view(channel);
        Collections.addAll(queue, 1, 2, 3, 4);
        BlockingQueue<Integer> small = new ArrayBlockingQueue<>(1);
        assertThatThrownBy(() -> queue.drainTo(small)).isInstanceOf(IllegalStateException.class);
        assertThat(small).containsExactly(1);
        assertThat(undelivered).isEmpty();
        assertThat(queue.poll()).isEqualTo(3);
        queue.clear();
        assertThat(undelivered).isEmpty();
        assertThat(queue).isEmpty();
    }

    @Test
    @DisplayName("drainTo takes what is there when it is called, and ends though more comes")
    void drainToTakesNothingThatComesMeanwhile() {
        BlockingQueue<Integer> queue = queue(5);
        Collections.addAll(queue, 1, 2, 3);
        List<Integer> drained = new ArrayList<>();
        Collection<Integer> puttingBack =
                new AbstractCollection<>() {
                    @Override
                    public boolean add(Integer value) {
                        return drained.size() < 100 && queue.add(value + 3) && drained.add(value);
                    }

                    @Override
                    public Iterator<Integer> iterator() {
                        return drained.iterator();
                    }

                    @Override
                    public int size() {
                        return drained.size();
                    }
                };
        assertThat(queue.drainTo(puttingBack)).isEqualTo(3);
        assertThat(drained).containsExactly(1, 2, 3);
        assertThat(queue).hasSize(3);
    }

    @Test
    @DisplayName("drainTo into itself, into another view of the channel and into null is refused")
    void drainToItselfIsRefused() {
        Channel<Integer> channel = Channel.buffered(5);
        BlockingQueue<Integer> queue = Queues.view(channel);
        BlockingQueue<Integer> other = Queues.view(channel);
        queue.add(1);
        assertThatThrownBy(() -> queue.drainTo(queue)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> queue.drainTo(other)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> queue.drainTo(null)).isInstanceOf(NullPointerException.class);
    }

    @Test
    @DisplayName("clear leaves nothing")
    void clearLeavesNothing() {
        BlockingQueue<Integer> queue = queue(5);
        Collections.addAll(queue, 1, 2, 3, 4);
        queue.clear();
        assertThat(queue.poll()).isNull();
    }

    @Test
    @DisplayName("clear takes what is there when it is called, and ends though more comes")
    void clearTakesNothingThatComesMeanwhile() {
        List<BlockingQueue<Integer>> refilled = new ArrayList<>();
        Scheduling refilling =
                new DelegatingScheduling(Scheduling.virtualThreads()) {
                    private int more = 100;

                    @Override
                    public void reach(Op op, long id) {
                        if (op == Op.TRY_RECEIVE && more-- > 0) {
                            refilled.forEach(queue -> queue.offer(0));
                        }
                        super.reach(op, id);
                    }
                };
        Under.run(
                refilling,
                () -> {
                    BlockingQueue<Integer> queue = queue(200);
                    Collections.addAll(queue, 1, 2, 3);
                    refilled.add(queue);
                    queue.clear();
                    assertThat(queue).hasSize(3);
                });
    }

    @Test
    @DisplayName("null is refused by every way in")
    void nullIsRefused() {
        BlockingQueue<Integer> queue = queue(5);
        List<Runnable> ways =
                List.of(
                        () -> queue.add(null),
                        () -> queue.offer(null),
                        () -> put2(() -> queue.put(null)),
                        () -> put2(() -> queue.offer(null, 1, TimeUnit.SECONDS)));
        for (Runnable way : ways) {
            assertThatThrownBy(way::run).isInstanceOf(NullPointerException.class);
        }
        assertThatThrownBy(() -> Queues.view(null)).isInstanceOf(NullPointerException.class);
    }

    private interface Interruptible {
        void run() throws InterruptedException;
    }

    private static void put2(Interruptible body) {
        try {
            body.run();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    @DisplayName("looking into a channel is not supported, and the message says what is")
    void lookingIsNotSupported() {
        BlockingQueue<Integer> queue =
                Queues.view(Channel.<Integer>named("jobs").buffered(3).open());
        List<Consumer<BlockingQueue<Integer>>> looks =
                List.of(
                        q -> q.peek(),
                        q -> q.element(),
                        q -> q.iterator(),
                        q -> q.contains(1),
                        q -> q.remove(1),
                        q -> q.removeIf(v -> true),
                        q -> q.toArray(),
                        q -> q.containsAll(List.of(1)),
                        q -> q.removeAll(List.of(1)),
                        q -> q.retainAll(List.of(1)));
        queue.add(1);
        for (Consumer<BlockingQueue<Integer>> look : looks) {
            assertThatThrownBy(() -> look.accept(queue))
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessageContaining("channel \"jobs\"")
                    .hasMessageContaining("take, poll or drainTo");
        }
        assertThat(queue).hasToString("queue view of channel \"jobs\" (buffered 3)");
    }

    @Test
    @DisplayName("after a close what is left is taken, then take throws and poll answers null")
    void afterACloseWhatIsLeftIsTaken() throws Exception {
        Channel<Integer> channel = Channel.buffered(2);
        BlockingQueue<Integer> queue = Queues.view(channel);
        queue.put(1);
        channel.close();
        assertThat(queue.offer(2)).isFalse();
        assertThat(queue.offer(2, 1, TimeUnit.DAYS)).isFalse();
        assertThatThrownBy(() -> queue.add(2))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no more values");
        assertThat(catchThrowableOfType(ClosedException.class, () -> queue.put(2)).undelivered())
                .isEqualTo(2);
        assertThat(queue.take()).isEqualTo(1);
        assertThat(queue.poll()).isNull();
        assertThat(queue.poll(1, TimeUnit.DAYS)).isNull();
        assertThatThrownBy(queue::take).isInstanceOf(ClosedException.class);
    }

    @Test
    @DisplayName("a failed channel is not taken for an empty queue")
    void aFailedChannelIsNotTakenForEmpty() throws Exception {
        Channel<Integer> channel = Channel.buffered(2);
        BlockingQueue<Integer> queue = Queues.view(channel);
        IllegalStateException cause = new IllegalStateException("no paper");
        queue.put(1);
        channel.fail(cause);
        assertThat(queue.poll()).isEqualTo(1);
        assertThatThrownBy(queue::poll).isInstanceOf(IllegalStateException.class).hasCause(cause);
        assertThatThrownBy(() -> queue.poll(1, TimeUnit.DAYS)).hasCause(cause);
        assertThatThrownBy(queue::take).isInstanceOf(ChannelFailedException.class).hasCause(cause);
    }

    @Test
    @DisplayName("a failure without words is told all the same")
    void aFailureWithoutWordsIsTold() {
        Channel<Integer> channel = Channel.buffered(2);
        Speechless failure = new Speechless();
        channel.fail(failure);
        assertThatThrownBy(() -> Queues.view(channel).poll())
                .isInstanceOf(IllegalStateException.class)
                .satisfies(e -> assertThat(e.getCause()).isSameAs(failure));
    }

    @Test
    @DisplayName("drainTo tells how many it has moved, and then that the channel has failed")
    void drainToTellsWhatItHasMovedAndThenTheFailure() throws Exception {
        Channel<Integer> channel = Channel.buffered(2);
        BlockingQueue<Integer> queue = Queues.view(channel);
        IllegalStateException cause = new IllegalStateException("no paper");
        Collections.addAll(queue, 1, 2);
        channel.fail(cause);
        List<Integer> drained = new ArrayList<>();
        assertThat(queue.drainTo(drained)).isEqualTo(2);
        assertThat(queue.drainTo(drained, 0)).isZero();
        assertThatThrownBy(() -> queue.drainTo(drained))
                .isInstanceOf(IllegalStateException.class)
                .hasCause(cause);
        assertThat(drained).containsExactly(1, 2);
    }

    @Test
    @DisplayName("nothing is left to drain of a channel that was closed or cancelled")
    void nothingIsLeftToDrainOfAClosedChannel() throws Exception {
        for (Consumer<Channel<Integer>> end :
                List.<Consumer<Channel<Integer>>>of(Channel::close, Channel::cancel)) {
            Channel<Integer> channel = Channel.buffered(2);
            end.accept(channel);
            assertThat(Queues.view(channel).drainTo(new ArrayList<>())).isZero();
        }
    }

    @Test
    @DisplayName("after a cancel puts are refused")
    void afterACancelPutsAreRefused() {
        Channel<Integer> channel = Channel.buffered(2);
        channel.cancel();
        assertThatThrownBy(() -> Queues.view(channel).put(1))
                .isInstanceOf(CancelledException.class);
    }

    @Test
    @DisplayName("a cancel answers false to an offer that waits")
    void aCancelAnswersAnOfferThatWaits() throws Exception {
        Channel<Integer> channel = Channel.rendezvous();
        FutureTask<Boolean> offer =
                new FutureTask<>(() -> Queues.view(channel).offer(1, 1, TimeUnit.DAYS));
        Thread.startVirtualThread(offer);
        Until.eventually("it waits", () -> channel.waitingSenders() == 1);
        channel.cancel();
        assertThat(offer.get()).isFalse();
    }

    @Test
    @DisplayName("many producers and consumers with all operations lose and double nothing")
    void manyProducersAndConsumersLoseNothing() throws Exception {
        Random random = Seed.random("queue view");
        for (int capacity : new int[] {0, 1, 7}) {
            Channel<Integer> channel = Channel.buffered(capacity);
            BlockingQueue<Integer> queue = Queues.view(channel);
            List<Integer> got = Collections.synchronizedList(new ArrayList<>());
            int each = 300;
            Scope.run(
                    scope -> {
                        Scope.run(
                                producers -> {
                                    for (int p = 0; p < 4; p++) {
                                        int first = p * each;
                                        Random chance = new Random(random.nextLong());
                                        producers.go(() -> produce(queue, first, each, chance));
                                    }
                                    for (int c = 0; c < 3; c++) {
                                        Random chance = new Random(random.nextLong());
                                        scope.go(() -> consume(channel, queue, got, chance));
                                    }
                                });
                        channel.close();
                    });
            assertThat(got)
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.range(0, 4 * each).boxed().toList());
        }
    }

    private static void produce(BlockingQueue<Integer> queue, int first, int count, Random chance)
            throws InterruptedException {
        for (int i = first; i < first + count; i++) {
            boolean sent = false;
            while (!sent) {
                switch (chance.nextInt(3)) {
                    case 0 -> sent = queue.offer(i);
                    case 1 -> sent = queue.offer(i, 10, TimeUnit.MICROSECONDS);
                    default -> {
                        queue.put(i);
                        sent = true;
                    }
                }
            }
        }
    }

    private static void consume(
            Channel<Integer> channel, BlockingQueue<Integer> queue, List<Integer> to, Random chance)
            throws InterruptedException {
        while (true) {
            Integer value = null;
            switch (chance.nextInt(4)) {
                case 0 -> value = queue.poll();
                case 1 -> value = queue.poll(10, TimeUnit.MICROSECONDS);
                case 2 -> queue.drainTo(to, 3);
                default -> {
                    try {
                        value = queue.take();
                    } catch (ClosedException e) {
                        return;
                    }
                }
            }
            if (value != null) {
                to.add(value);
            }
        }
    }

    // ---- queues as ends

    @Test
    @DisplayName("what is put into a queue is received, in order")
    void aQueueIsReceived() throws Exception {
        BlockingQueue<Integer> queue = new ArrayBlockingQueue<>(2);
        Scope.run(
                scope -> {
                    Receiver<Integer> values = Queues.produce(scope, "jobs", queue, v -> {});
                    scope.go(
                            () -> {
                                for (int i = 0; i < 50; i++) {
                                    queue.put(i);
                                }
                            });
                    for (int i = 0; i < 50; i++) {
                        assertThat(values.receive()).isEqualTo(i);
                    }
                    scope.cancel();
                });
    }

    @Test
    @DisplayName("cancelled at a random moment, nothing of a queue is lost")
    void nothingOfAQueueIsLost() throws Exception {
        Random random = Seed.random("queue as receiver");
        for (int i = 0; i < 100; i++) {
            int count = random.nextInt(10);
            int wanted = random.nextInt(10);
            boolean byScope = random.nextBoolean();
            LinkedBlockingDeque<Integer> queue =
                    new LinkedBlockingDeque<>(IntStream.range(0, count).boxed().toList());
            List<Integer> all = new ArrayList<>();
            Scope.run(
                    scope -> {
                        Receiver<Integer> values =
                                Queues.produce(scope, "jobs", queue, queue::addFirst);
                        while (all.size() < Math.min(count, wanted)) {
                            all.add(values.receive());
                        }
                        if (!byScope) {
                            values.cancel();
                            queue.add(count); // it notices at the next element
                        }
                        scope.cancel();
                    });
            all.addAll(queue);
            assertThat(all)
                    .isEqualTo(IntStream.range(0, byScope ? count : count + 1).boxed().toList());
        }
    }

    @Test
    @DisplayName("a send into a queue returns when the queue has the value")
    void aSendReturnsWhenTheQueueHasIt() throws Exception {
        BlockingQueue<Integer> queue = new ArrayBlockingQueue<>(100);
        Scope.run(
                scope -> {
                    try (Sender<Integer> sender = Queues.consume(scope, "jobs", queue)) {
                        for (int i = 0; i < 100; i++) {
                            sender.send(i);
                            assertThat(queue).hasSize(i + 1);
                        }
                    }
                });
        assertThat(queue).containsExactlyElementsOf(IntStream.range(0, 100).boxed().toList());
    }

    @Test
    @DisplayName(
            "a value that waits for room when the scope is cancelled was not sent, and its sender"
                    + " knows")
    void aValueThatWaitsForRoomWasNotSent() throws Exception {
        CountDownLatch waitsForRoom = new CountDownLatch(2);
        BlockingQueue<Integer> queue =
                new ArrayBlockingQueue<>(1) {
                    @Override
                    public void put(Integer element) throws InterruptedException {
                        waitsForRoom.countDown();
                        super.put(element);
                    }
                };
        AtomicReference<Throwable> seen = new AtomicReference<>();
        AtomicReference<Throwable> seenLater = new AtomicReference<>();
        Scope.run(
                outer -> {
                    Channel<Sender<Integer>> made = Channel.buffered(1);
                    Channel<Boolean> stop = Channel.rendezvous();
                    outer.go(
                            () ->
                                    Scope.run(
                                            scope -> {
                                                made.send(Queues.consume(scope, "jobs", queue));
                                                stop.receive();
                                                scope.cancel();
                                            }));
                    Sender<Integer> sender = made.receive();
                    sender.send(1);
                    Thread second =
                            Thread.startVirtualThread(
                                    () -> {
                                        try {
                                            sender.send(2);
                                        } catch (Exception e) {
                                            seen.set(e);
                                        }
                                    });
                    waitsForRoom.await();
                    stop.send(true);
                    second.join();
                    try {
                        sender.send(3);
                    } catch (CancelledException e) {
                        seenLater.set(e);
                    }
                });
        assertThat(seen.get()).isInstanceOf(ReceiverFailedException.class);
        assertThat(seenLater.get()).isInstanceOf(CancelledException.class);
        assertThat(queue).containsExactly(1);
    }
}

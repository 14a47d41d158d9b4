package dev.handoff.laws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.Channel;
import dev.handoff.ChannelFailedException;
import dev.handoff.ProcessFailedException;
import dev.handoff.Receiver;
import dev.handoff.Scope;
import dev.handoff.Sender;
import dev.handoff.Task;
import dev.handoff.spi.DelegatingScheduling;
import dev.handoff.spi.Op;
import dev.handoff.spi.Scheduling;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Whoever waits for what nobody would do a second time is told of it, also if there was no memory for a while. */
class L36ShortOfMemoryTest {
    @RegisterExtension final Crew crew = new Crew();

    private final Channel<Integer> silent = Channel.<Integer>named("silent").open();

    private static void waitForEver(Channel<Integer> silent) throws InterruptedException {
        silent.receive();
    }

    private static <T> T failingWith(Exception e) throws Exception {
        throw e;
    }

    @Test
    @DisplayName("L35, L36 a failure of the body that there is no memory for cancels the processes")
    void aFailureOfTheBody() {
        ShortOfMemory.at(Op.CANCEL_SCOPE, 5)
                .run(
                        () ->
                                assertThatThrownBy(
                                                () ->
                                                        Scope.run(
                                                                scope -> {
                                                                    scope.go(silent::receive);
                                                                    Until.receiversWait(silent, 1);
                                                                    throw new IOException("disk");
                                                                }))
                                        .isInstanceOf(OutOfMemoryError.class)
                                        .hasMessage("planted"));
        assertThat(silent.waitingReceivers()).isZero();
    }

    @Test
    @DisplayName(
            "L20, L36 an interrupt that ends a body is thrown, if there is no memory to cancel")
    void anInterruptOfTheBody() {
        ShortOfMemory.at(Op.CANCEL_SCOPE, 5)
                .run(
                        () ->
                                assertThatThrownBy(() -> Scope.run(scope -> beInterrupted(silent)))
                                        .isInstanceOf(InterruptedException.class));
    }

    @Test
    @DisplayName("L20, L36 an interrupt that ends a body stays pending, if the stack ends there")
    void anInterruptOfTheBodyAtTheEndOfTheStack() {
        ShortOfMemory.onStackAt(Op.CANCEL_SCOPE)
                .run(
                        () ->
                                assertThatThrownBy(() -> Scope.run(scope -> beInterrupted(silent)))
                                        .isInstanceOf(StackOverflowError.class));
        assertThat(Thread.interrupted()).isTrue();
    }

    private static void beInterrupted(Channel<Integer> silent) throws InterruptedException {
        Thread.currentThread().interrupt();
        silent.receive();
    }

    /** It is noted again and again, until there is some. */
    @Test
    @DisplayName("L36 a failure that there is no memory for cancels the others, and is thrown")
    void aFailureOfAProcess() {
        ShortOfMemory.at(Op.CANCEL_SCOPE, 5)
                .run(
                        () ->
                                assertThatThrownBy(
                                                () ->
                                                        Scope.run(
                                                                scope -> {
                                                                    scope.go(
                                                                            () ->
                                                                                    waitForEver(
                                                                                            silent));
                                                                    scope.go(
                                                                            () ->
                                                                                    failingWith(
                                                                                            new IOException(
                                                                                                    "disk")));
                                                                }))
                                        .isInstanceOf(ProcessFailedException.class)
                                        .hasRootCauseMessage("disk"));
    }

    @Test
    @DisplayName("L36 a task that there is no memory to judge has failed, and its joiners are told")
    void aTaskThatIsNotJudged() {
        ShortOfMemory scarce = ShortOfMemory.at(Op.INSPECT, 1);
        scarce.runSupervised(
                scope -> {
                    Task<Integer> task = scope.fork(() -> failingWith(new IOException("disk")));
                    Until.eventually("it is judged", scarce::isOver);
                    assertThatThrownBy(task::join)
                            .isInstanceOf(ProcessFailedException.class)
                            .hasRootCauseMessage("disk");
                });
    }

    @Test
    @DisplayName("L13, L36 a producer that there is no memory to fail fails its channel later")
    void aProducerThatFails() {
        ShortOfMemory.at(Op.CLOSE, 3)
                .runSupervised(
                        scope -> {
                            Receiver<Integer> in =
                                    scope.produce(
                                            "producer",
                                            out -> failingWith(new IOException("disk")));
                            assertThatThrownBy(in::receive)
                                    .isInstanceOf(ChannelFailedException.class)
                                    .hasRootCauseMessage("disk");
                        });
    }

    @Test
    @DisplayName(
            "L38 a cancel that comes to a scope inside that there is no memory for goes on there")
    void aCancelOfAScopeInside() {
        AtomicBoolean isTold = new AtomicBoolean();
        ShortOfMemory.atSecond(Op.CANCEL_SCOPE)
                .run(
                        () ->
                                assertThatThrownBy(
                                                () ->
                                                        Scope.run(
                                                                scope -> {
                                                                    scope.go(
                                                                            () ->
                                                                                    swallowInside(
                                                                                            isTold));
                                                                    Until.receiversWait(silent, 2);
                                                                    scope.cancel();
                                                                    Thread.sleep(60_000);
                                                                }))
                                        .isInstanceOf(RuntimeException.class));
        assertThat(isTold).isTrue();
    }

    /** Its body takes the interrupt for itself: its process has to be told by the cancel. */
    private void swallowInside(AtomicBoolean isTold) throws InterruptedException {
        Scope.run(
                inside -> {
                    inside.go(
                            () -> {
                                try {
                                    waitForEver(silent);
                                } finally {
                                    isTold.set(true);
                                }
                            });
                    try {
                        waitForEver(silent);
                    } catch (InterruptedException e) {
                        // goes on
                    }
                    Until.eventually("the process is told", isTold::get);
                });
    }

    /** Whoever is marked already may hold what there is. */
    @Test
    @DisplayName(
            "L38 a cancel that waits for memory, for a scope inside, has interrupted the others"
                    + " before")
    void aCancelThatWaitsForMemory() {
        AtomicBoolean isFree = new AtomicBoolean();
        AtomicInteger cancels = new AtomicInteger();
        Scheduling scarce =
                new DelegatingScheduling(Scheduling.virtualThreads()) {
                    @Override
                    public void reach(Op op, long id) {
                        if (op == Op.CANCEL_SCOPE
                                && cancels.incrementAndGet() > 1
                                && !isFree.get()) {
                            throw new OutOfMemoryError("planted");
                        }
                        super.reach(op, id);
                    }
                };
        Under.run(scarce, () -> Scope.run(scope -> cancelAround(scope, isFree)));
        assertThat(cancels).hasValueGreaterThan(2);
        assertThat(silent.waitingReceivers()).isZero();
    }

    private void cancelAround(Scope scope, AtomicBoolean isFree) {
        scope.go(
                () -> {
                    try {
                        waitForEver(silent);
                    } finally {
                        isFree.set(true);
                    }
                });
        scope.go(
                () ->
                        Scope.run(
                                inside -> {
                                    try {
                                        waitForEver(silent);
                                    } finally {
                                        Until.eventually("there is memory", isFree::get);
                                    }
                                }));
        Until.receiversWait(silent, 2);
        scope.cancel();
    }

    @Test
    @DisplayName("L40 who waits for done() is told of a cancel that there is no memory to tell of")
    void theEndOfDone() {
        Channel<Receiver<Void>> out = Channel.buffered(1);
        ShortOfMemory.at(Op.CLOSE, 3)
                .run(
                        () ->
                                Scope.run(
                                        scope -> {
                                            out.send(scope.done());
                                            Worker<Void> waiter =
                                                    crew.call(
                                                                    ThreadKind.VIRTUAL,
                                                                    () ->
                                                                            out.receive()
                                                                                    .receiveOrNull())
                                                            .asleep();
                                            scope.cancel();
                                            assertThat(Thread.interrupted()).isTrue();
                                            assertThat(waiter.join()).isNull();
                                        }));
    }

    @Test
    @DisplayName("L15 who waits for the end of a channel is told, if there is no memory to do so")
    void theEndOfAChannel() {
        ShortOfMemory.atSecond(Op.CLOSE)
                .run(
                        () -> {
                            Channel<Integer> channel = Channel.rendezvous();
                            Receiver<Void> end = channel.done();
                            Worker<Void> waiter =
                                    crew.call(ThreadKind.VIRTUAL, end::receiveOrNull).asleep();
                            channel.close();
                            assertThat(waiter.join()).isNull();
                        });
    }

    @Test
    @DisplayName("L37 a winner that there is no memory to tell the others of wins all the same")
    void aWinner() {
        ShortOfMemory.atSecond(Op.CANCEL_SCOPE)
                .run(
                        () ->
                                assertThat(
                                                Scope.<Integer>race(
                                                        () -> 1,
                                                        () -> Channel.<Integer>never().receive()))
                                        .isOne());
    }

    @Test
    @DisplayName("L16 a counted sender that there is no memory for does not count")
    void aSenderThatIsNotMade() {
        boolean[] isScarce = new boolean[1];
        Scheduling scarce =
                new DelegatingScheduling(Scheduling.virtualThreads()) {
                    @Override
                    public long newId() {
                        if (isScarce[0]) {
                            throw new OutOfMemoryError("planted");
                        }
                        return super.newId();
                    }
                };
        Scheduling.within(
                scarce,
                () -> {
                    Channel<Integer> channel = Channel.rendezvous();
                    Sender<Integer> first = channel.newSender();
                    isScarce[0] = true;
                    assertThatThrownBy(channel::newSender).isInstanceOf(OutOfMemoryError.class);
                    isScarce[0] = false;
                    first.close();
                    assertThat(channel.isClosed()).isTrue();
                });
    }
}

package dev.handoff.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Channel;
import dev.handoff.Receiver;
import dev.handoff.Scope;
import dev.handoff.Task;
import dev.handoff.share.Watch;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;

/** What gives values of a type is made of what gives those of a subtype: most of it is for the compiler to see. */
class SubtypesTest {
    private static Receiver<Integer> receiverOf(int value) {
        Channel<Integer> channel = Channel.buffered(1);
        channel.trySend(value);
        channel.close();
        return channel;
    }

    @Test
    @DisplayName("tasks and futures of a type are made of those of a subtype")
    void tasksAndFutures() throws Exception {
        Callable<Integer> work = () -> 1;
        Callable<CompletableFuture<Integer>> start = () -> CompletableFuture.completedFuture(2);
        Scope.run(
                scope -> {
                    Task<Number> done = ExecutorServices.fork(scope, "work", Runnable::run, work);
                    assertThat(done.join()).isEqualTo(1);
                    Task<Number> awaited = Futures.fork(scope, "stage", start);
                    assertThat(awaited.join()).isEqualTo(2);
                    Task<Integer> task = scope.fork(work);
                    CompletableFuture<Number> future = Futures.future(scope, task);
                    assertThat(Futures.await(future)).isEqualTo(1);
                    CompletableFuture<Number> received =
                            Futures.next(scope, receiverOf(3), late -> {});
                    assertThat(Futures.await(received)).isEqualTo(3);
                });
    }

    @Test
    @DisplayName("publishers and processors of a type are made of receivers of a subtype")
    void publishersAndProcessors() throws Exception {
        Function<Scope, Receiver<Integer>> source = run -> receiverOf(2);
        BiFunction<Scope, Receiver<? extends Number>, Receiver<Integer>> body =
                (run, numbers) -> receiverOf(3);
        Scope.run(
                scope -> {
                    Flow.Publisher<Number> hot = Publishers.publisher(scope, "hot", receiverOf(1));
                    assertThat(first(scope, hot)).isEqualTo(1);
                    Flow.Publisher<Number> cold = Publishers.publisher(scope, "cold", source);
                    assertThat(first(scope, cold)).isEqualTo(2);
                    Flow.Processor<Integer, Number> processor =
                            Publishers.processor(scope, "processor", 1, body);
                    assertThat(first(scope, processor)).isEqualTo(3);
                });
    }

    private static Number first(Scope scope, Flow.Publisher<Number> publisher)
            throws InterruptedException {
        Receiver<Number> values = Publishers.produce(scope, "values", publisher, 1);
        Number first = values.receive();
        values.cancel();
        return first;
    }

    @Test
    @DisplayName("a stream of a type is made of a receiver of a subtype, also in parallel")
    void streams() {
        Stream<Number> one = Streams.stream(receiverOf(1));
        assertThat(one).containsExactly(1);
        Stream<Number> two = Streams.stream(receiverOf(2));
        assertThat(two.parallel().toList()).containsExactly(2);
    }

    @Test
    @DisplayName("a watched value is updated by a function of a supertype to a subtype")
    void watches() {
        Watch<Number> watch = Watch.of(1);
        Function<Object, Integer> change = before -> Integer.parseInt(before + "0");
        assertThat(watch.update(change)).isEqualTo(10);
    }
}

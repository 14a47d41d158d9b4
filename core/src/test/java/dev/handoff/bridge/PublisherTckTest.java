package dev.handoff.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.Channel;
import dev.handoff.Receiver;
import dev.handoff.Scope;
import dev.handoff.Sender;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.reactivestreams.tck.flow.FlowPublisherVerification;
import org.reactivestreams.tck.flow.FlowSubscriberBlackboxVerification;
import org.reactivestreams.tck.flow.IdentityFlowProcessorVerification;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Flow;
import java.util.stream.Stream;

@DisplayName("Bridges: the Reactive Streams TCK")
class PublisherTckTest {
    private static void count(long elements, Sender<Integer> out) throws InterruptedException {
        for (long i = 0; i < elements; i++) {
            out.send((int) i);
        }
    }

    abstract static class Verification extends FlowPublisherVerification<Integer> {
        final Scope scope;

        Verification(Scope scope) {
            super(new PatientEnvironment(), 300);
            this.scope = scope;
        }

        @Override
        public Flow.Publisher<Integer> createFailedFlowPublisher() {
            return Publishers.publisher(
                    scope,
                    "broken",
                    run -> {
                        throw new IllegalStateException("no paper");
                    });
        }
    }

    /** Public, as TestNG's annotations want it. */
    public static final class Cold extends Verification {
        Cold(Scope scope) {
            super(scope);
        }

        @Override
        public Flow.Publisher<Integer> createFlowPublisher(long elements) {
            return Publishers.publisher(
                    scope, "cold", run -> run.produce("count", out -> count(elements, out)));
        }
    }

    /** Of a receiver with a buffer, for one subscriber. */
    public static final class Hot extends Verification {
        Hot(Scope scope) {
            super(scope);
        }

        @Override
        public Flow.Publisher<Integer> createFlowPublisher(long elements) {
            Receiver<Integer> values = scope.produce("count", 5, out -> count(elements, out));
            return Publishers.publisher(scope, "hot", values);
        }
    }

    /** Into a channel that is drained. */
    public static final class Intaking extends FlowSubscriberBlackboxVerification<Integer> {
        private final Scope scope;

        Intaking(Scope scope) {
            super(new PatientEnvironment());
            this.scope = scope;
        }

        @Override
        public Flow.Subscriber<Integer> createFlowSubscriber() {
            Channel<Integer> channel = Channel.rendezvous();
            scope.go("drain", () -> channel.forEach(value -> {}));
            return Publishers.subscriber(scope, "intake", channel, 4);
        }

        @Override
        public Integer createElement(int element) {
            return element;
        }
    }

    /** Passes on what it gets. */
    public static final class Passing extends IdentityFlowProcessorVerification<Integer> {
        private final Scope scope;

        Passing(Scope scope) {
            super(new PatientEnvironment(), 300);
            this.scope = scope;
        }

        @Override
        public Flow.Processor<Integer, Integer> createIdentityFlowProcessor(int bufferSize) {
            return Publishers.processor(scope, "passing", bufferSize, (run, values) -> values);
        }

        @Override
        public Flow.Publisher<Integer> createFailedFlowPublisher() {
            return Publishers.publisher(
                    scope,
                    "broken",
                    run -> {
                        throw new IllegalStateException("no paper");
                    });
        }

        @Override
        public ExecutorService publisherExecutorService() {
            return ExecutorServices.of(scope, "helper");
        }

        @Override
        public Integer createElement(int element) {
            return element;
        }

        @Override
        public long maxSupportedSubscribers() {
            return 1;
        }
    }

    @TestFactory
    @DisplayName("a publisher with a run for each subscriber")
    Stream<DynamicTest> cold() {
        return Tck.rules(Cold::new, Cold.class);
    }

    @TestFactory
    @DisplayName("a publisher of a receiver")
    Stream<DynamicTest> hot() {
        return Tck.rules(Hot::new, Hot.class);
    }

    @TestFactory
    @DisplayName("a subscriber into a channel")
    Stream<DynamicTest> subscriber() {
        return Tck.rules(Intaking::new, Intaking.class);
    }

    @TestFactory
    @DisplayName("a processor")
    Stream<DynamicTest> processor() {
        return Tck.rules(Passing::new, Passing.class);
    }

    /** Sends all, whatever was requested. */
    public static final class Heedless extends Verification {
        Heedless(Scope scope) {
            super(scope);
        }

        @Override
        public Flow.Publisher<Integer> createFlowPublisher(long elements) {
            return subscriber -> {
                subscriber.onSubscribe(
                        new Flow.Subscription() {
                            @Override
                            public void request(long n) {}

                            @Override
                            public void cancel() {}
                        });
                for (int i = 0; i < Math.min(elements, 20); i++) {
                    subscriber.onNext(i);
                }
                subscriber.onComplete();
            };
        }
    }

    @Test
    @DisplayName("a publisher that sends more than was requested is found out, so the TCK does run")
    void aHeedlessPublisherIsFoundOut() throws Exception {
        String rule =
                "required_spec101_subscriptionRequestMustResultInTheCorrectNumberOfProducedElements";
        assertThatThrownBy(() -> Tck.run(Heedless::new, Heedless.class.getMethod(rule)))
                .isInstanceOf(AssertionError.class);
        assertThat(Tck.rules(Cold::new, Cold.class).count()).isGreaterThan(30);
        assertThat(Tck.rules(Intaking::new, Intaking.class).count()).isGreaterThan(10);
        assertThat(Tck.rules(Passing::new, Passing.class).count()).isGreaterThan(40);
    }
}

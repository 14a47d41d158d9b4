package dev.handoff.laws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Handoff;
import dev.handoff.Receiver;
import dev.handoff.Scope;
import dev.handoff.ScopeBuilder;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/** Scoped values that the user names are bound in the processes of a scope. */
class L38CarriedValuesTest extends ByBothThreads {
    private static final ScopedValue<String> USER = ScopedValue.newInstance();
    private static final ScopedValue<Integer> DEPTH = ScopedValue.newInstance();
    private static final ScopedValue<String> UNNAMED = ScopedValue.newInstance();

    private final Queue<String> seen = new ConcurrentLinkedQueue<>();

    private void see() {
        seen.add(USER.orElse("-") + DEPTH.orElse(0) + UNNAMED.orElse("-"));
    }

    /** Those not named are not. */
    @Test
    @DisplayName("L38 carried values are bound in every process of the scope, other values are not")
    void carriedValuesAreBoundInEveryProcess() throws Exception {
        ScopedValue.where(USER, "ann")
                .where(UNNAMED, "x")
                .<Object, InterruptedException>call(
                        () -> {
                            Scope.unnamed()
                                    .carrying(USER, DEPTH)
                                    .run(
                                            scope -> {
                                                see(); // the body sees all: it is the same thread
                                                scope.go(this::see);
                                                scope.fork(USER::get).join();
                                                Receiver<String> out =
                                                        scope.produce("p", o -> o.send(USER.get()));
                                                assertThat(out.receive()).isEqualTo("ann");
                                                scope.go(() -> scope.go(this::see));
                                            });
                            return null;
                        });
        assertThat(seen).containsExactly("ann0x", "ann0-", "ann0-");
    }

    /** In the processes of scopes that name none themselves. */
    @Test
    @DisplayName(
            "L38 carried values reach nested scopes, with what they are bound to where those open")
    void carriedValuesReachNestedScopes() throws Exception {
        ScopedValue.where(USER, "ann")
                .<Object, InterruptedException>call(
                        () -> {
                            Scope.unnamed().carrying(USER).run(scope -> scope.go(this::nested));
                            return null;
                        });
        assertThat(seen).containsExactly("ann0-", "ann0-", "bob7-", "ann0-");
    }

    private void nested() throws InterruptedException {
        Scope.run(inner -> inner.go(() -> Scope.run(innermost -> innermost.go(this::see))));
        Scope.run(inner -> inner.go(this::see));
        ScopedValue.where(USER, "bob")
                .where(DEPTH, 7)
                .<Object, InterruptedException>call(
                        () -> {
                            Scope.unnamed().carrying(DEPTH).run(inner -> inner.go(this::see));
                            return null;
                        });
        Scope.run(inner -> inner.go(this::see));
    }

    /** It belongs to no scope. */
    @Test
    @DisplayName("L38 a detached process carries nothing")
    void detachedProcessCarriesNothing() throws Exception {
        AtomicBoolean ended = new AtomicBoolean();
        ScopedValue.where(USER, "ann")
                .<Object, InterruptedException>call(
                        () -> {
                            Scope.unnamed()
                                    .carrying(USER)
                                    .run(
                                            scope ->
                                                    ended.set(
                                                            Handoff.go("detached", this::see)
                                                                    .join(Duration.ofMinutes(1))));
                            return null;
                        });
        assertThat(ended).isTrue();
        assertThat(seen).containsExactly("-0-");
    }

    /** Each opening binds what is bound then. */
    @Test
    @DisplayName("L38 a description of a scope carries what is bound at each opening")
    void descriptionOfAScopeCarriesWhatIsBoundAtEachOpening() throws Exception {
        ScopeBuilder builder = Scope.named("again").carrying(USER);
        for (String user : List.of("ann", "bob")) {
            ScopedValue.where(USER, user)
                    .<Object, InterruptedException>call(
                            () -> {
                                builder.run(scope -> scope.go(this::see));
                                return null;
                            });
        }
        builder.run(scope -> scope.go(this::see));
        assertThat(seen).containsExactly("ann0-", "bob0-", "-0-");
    }
}

package dev.handoff.laws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.Channel;
import dev.handoff.Scope;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.util.concurrent.CompletableFuture;

/** To interrupt a thread may run code that nobody has foreseen: of its class, or of the channel of the JDK that it is in. */
class InterruptingCodeTest {
    @RegisterExtension final Crew crew = new Crew();

    /** Looks at its scope and starts a process there when it is interrupted, as one that closes its socket may do. */
    private static final class Owner extends Thread {
        final CompletableFuture<Scope> opened = new CompletableFuture<>();
        final CompletableFuture<Boolean> sawCancel = new CompletableFuture<>();
        final CompletableFuture<Boolean> isInterruptedAfterwards = new CompletableFuture<>();

        Owner() {
            setDaemon(true);
        }

        @Override
        public void run() {
            try {
                Scope.run(
                        scope -> {
                            opened.complete(scope);
                            Channel.never().receive();
                        });
            } catch (RuntimeException | InterruptedException e) {
                isInterruptedAfterwards.complete(isInterrupted());
            }
        }

        @Override
        public void interrupt() {
            Scope scope = opened.join();
            scope.go(() -> {});
            sawCancel.complete(scope.isCancelled());
            super.interrupt();
        }
    }

    @Test
    @DisplayName("L38 what runs when a body's thread is interrupted may use the scope")
    void whatRunsAtAnInterruptMayUseTheScope() {
        Owner owner = new Owner();
        owner.start();
        Scope scope = owner.opened.join();
        crew.run(ThreadKind.PLATFORM, scope::cancel).join();
        assertThat(owner.sawCancel.join()).isTrue();
        assertThat(owner.isInterruptedAfterwards.join()).isFalse();
    }
}

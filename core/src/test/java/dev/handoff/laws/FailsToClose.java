package dev.handoff.laws;

import java.nio.channels.spi.AbstractInterruptibleChannel;
import java.util.concurrent.CountDownLatch;

/** Is closed when a thread is interrupted that is in it, as all such channels of the JDK; and its close fails. */
public final class FailsToClose extends AbstractInterruptibleChannel {
    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);

    /** Waits in it until it is closed. */
    public void stay() throws Exception {
        try {
            begin();
            entered.countDown();
            closed.await();
        } finally {
            end(false);
        }
    }

    /** Waits until somebody is in it. */
    public void awaitEntered() throws InterruptedException {
        entered.await();
    }

    @Override
    protected void implCloseChannel() {
        closed.countDown();
        throw new IllegalStateException("cannot be closed");
    }
}

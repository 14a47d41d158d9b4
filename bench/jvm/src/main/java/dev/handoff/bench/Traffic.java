package dev.handoff.bench;

/**
 * What processes do with pipes.
 *
 * <p>In blocks, so that the JIT compiler meets methods called often, not one loop that never ends. The values are
 * made beforehand: nothing here allocates.
 */
final class Traffic {
    private static final int BLOCK = 500;

    /** A power of two. */
    private static final int VALUES = 1024;

    private static final Integer[] VALUE = new Integer[VALUES];

    static {
        for (int i = 0; i < VALUES; i++) {
            VALUE[i] = i;
        }
    }

    private Traffic() {}

    static Integer value(int i) {
        return VALUE[i & VALUES - 1];
    }

    /** The sum of the values from zero to {@code count}, exclusive. */
    static long sum(int count) {
        long sum = 0;
        for (int i = 0; i < count; i++) {
            sum += value(i);
        }
        return sum;
    }

    /** Sends the values from zero to {@code count}, exclusive. */
    static void send(Pipe to, int count) throws InterruptedException {
        for (int from = 0; from < count; from += BLOCK) {
            sendBlock(to, from, Math.min(from + BLOCK, count));
        }
    }

    private static void sendBlock(Pipe to, int from, int end) throws InterruptedException {
        for (int i = from; i < end; i++) {
            to.send(value(i));
        }
    }

    /** Receives what one {@link #send} sends, and checks each value: nothing lost, doubled or out of order. */
    static void receiveInOrder(Pipe pipe, int count) throws InterruptedException {
        for (int from = 0; from < count; from += BLOCK) {
            receiveBlockInOrder(pipe, from, Math.min(from + BLOCK, count));
        }
    }

    private static void receiveBlockInOrder(Pipe pipe, int from, int end)
            throws InterruptedException {
        for (int i = from; i < end; i++) {
            check(pipe.receive(), i);
        }
    }

    /** As {@link #receiveInOrder}, in batches. */
    static void receiveBatchesInOrder(Pipe pipe, int count, int max) throws InterruptedException {
        int done = 0;
        while (done < count) {
            done += pipe.receiveBatch(done, max);
        }
    }

    static void check(int got, int i) {
        if (got != (i & VALUES - 1)) {
            throw new IllegalStateException("value " + i + " came as " + got);
        }
    }

    static void checkSum(long got, long expected) {
        if (got != expected) {
            throw new IllegalStateException("the sum is " + got + ", not " + expected);
        }
    }

    /** Receives so many values of anybody; returns their sum. */
    static long receiveSum(Pipe pipe, int count) throws InterruptedException {
        long sum = 0;
        for (int done = 0; done < count; done += BLOCK) {
            sum += receiveBlockSum(pipe, Math.min(BLOCK, count - done));
        }
        return sum;
    }

    private static long receiveBlockSum(Pipe pipe, int count) throws InterruptedException {
        long sum = 0;
        for (int i = 0; i < count; i++) {
            sum += pipe.receive();
        }
        return sum;
    }

    /** Passes so many values on. */
    static void forward(Pipe from, Pipe to, int count) throws InterruptedException {
        for (int done = 0; done < count; done += BLOCK) {
            forwardBlock(from, to, Math.min(BLOCK, count - done));
        }
    }

    private static void forwardBlock(Pipe from, Pipe to, int count) throws InterruptedException {
        for (int i = 0; i < count; i++) {
            to.send(from.receive());
        }
    }

    /** Sends each value when the one before it has come back. */
    static void sendAndAwait(Pipe to, Pipe back, int count) throws InterruptedException {
        for (int from = 0; from < count; from += BLOCK) {
            sendAndAwaitBlock(to, back, from, Math.min(from + BLOCK, count));
        }
    }

    private static void sendAndAwaitBlock(Pipe to, Pipe back, int from, int end)
            throws InterruptedException {
        for (int i = from; i < end; i++) {
            to.send(value(i));
            check(back.receive(), i);
        }
    }

    /** As {@link #sendAndAwait}, with a time-out that does not fire. */
    static void sendAndAwaitWithin(Pipe to, Pipe back, int count) throws InterruptedException {
        for (int from = 0; from < count; from += BLOCK) {
            sendAndAwaitBlockWithin(to, back, from, Math.min(from + BLOCK, count));
        }
    }

    private static void sendAndAwaitBlockWithin(Pipe to, Pipe back, int from, int end)
            throws InterruptedException {
        for (int i = from; i < end; i++) {
            to.send(value(i));
            check(back.receiveWithinSecond(), i);
        }
    }

    static void tryBoth(Pipe pipe, int count) {
        for (int from = 0; from < count; from += BLOCK) {
            tryBlock(pipe, from, Math.min(from + BLOCK, count));
        }
    }

    private static void tryBlock(Pipe pipe, int from, int end) {
        for (int i = from; i < end; i++) {
            if (!pipe.trySend(value(i))) {
                throw new IllegalStateException("no room for value " + i);
            }
            check(pipe.tryReceive(), i);
        }
    }

    static long chooseSum(Peer.Chooser chooser, int count) throws InterruptedException {
        long sum = 0;
        for (int done = 0; done < count; done += BLOCK) {
            sum += chooseBlockSum(chooser, Math.min(BLOCK, count - done));
        }
        return sum;
    }

    private static long chooseBlockSum(Peer.Chooser chooser, int count)
            throws InterruptedException {
        long sum = 0;
        for (int i = 0; i < count; i++) {
            sum += chooser.choose();
        }
        return sum;
    }
}

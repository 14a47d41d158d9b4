import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/** A scheduler of virtual threads after Go's: who is woken runs next on the core of the one who woke it. An experiment. */
public final class RunNext implements Executor, ThreadFactory {
    /* Overview
     *
     *   carrier:  next (one) ◀── woken last     local queue ◀── who yields, and who was in `next` before
     *   idle:     look at the others' local queues, at `outside`, at the others' `next`; spin for a while; park
     *
     * A carrier is woken when something goes to a local queue and no other is looking. What goes to `next` wakes nobody: the
     * one who put it there is about to wait. After TURN of those in a row the local queue has its turn.
     *
     * Uses what the JDK does not offer: --add-opens java.base/java.lang=ALL-UNNAMED.
     */
    private static final int TURN = 61;
    private static final int LOOKS = 200;

    private static final MethodHandle NEW_THREAD;
    private static final MethodHandle CARRIER;

    static {
        try {
            MethodHandles.Lookup lookup =
                    MethodHandles.privateLookupIn(Thread.class, MethodHandles.lookup());
            NEW_THREAD =
                    lookup.findStatic(
                            Class.forName("java.lang.ThreadBuilders"),
                            "newVirtualThread",
                            MethodType.methodType(
                                    Thread.class,
                                    Executor.class,
                                    String.class,
                                    int.class,
                                    Runnable.class));
            CARRIER =
                    lookup.findStatic(
                            Thread.class,
                            "currentCarrierThread",
                            MethodType.methodType(Thread.class));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Carrier[] carriers;
    private final Queue<Runnable> outside = new ConcurrentLinkedQueue<>();
    private final AtomicInteger looking = new AtomicInteger();

    /** With a carrier for each core. */
    public RunNext() {
        carriers = new Carrier[Runtime.getRuntime().availableProcessors()];
        for (int i = 0; i < carriers.length; i++) {
            carriers[i] = new Carrier(i);
        }
        for (Carrier carrier : carriers) {
            carrier.start();
        }
    }

    @Override
    public Thread newThread(Runnable body) {
        try {
            return (Thread) NEW_THREAD.invokeExact((Executor) this, "", 0, body);
        } catch (Throwable t) {
            throw new IllegalStateException(t);
        }
    }

    @Override
    public void execute(Runnable task) {
        Thread here;
        try {
            here = (Thread) CARRIER.invokeExact();
        } catch (Throwable t) {
            throw new IllegalStateException(t);
        }
        if (here instanceof Carrier carrier && carrier.isOf(this)) {
            carrier.submit(task);
        } else {
            outside.add(task);
            wakeOne();
        }
    }

    private void wakeOne() {
        if (looking.get() > 0) {
            return;
        }
        for (Carrier carrier : carriers) {
            if (carrier.sleeps && carrier.wake()) {
                return;
            }
        }
    }

    private final class Carrier extends Thread {
        private final int index;
        private final AtomicReference<Runnable> next = new AtomicReference<>();
        private final Queue<Runnable> local = new ConcurrentLinkedQueue<>();
        private final AtomicInteger asleep = new AtomicInteger();
        private volatile boolean sleeps;
        private Runnable current;
        private int inARow;

        Carrier(int index) {
            super("carrier " + index);
            this.index = index;
            setDaemon(true);
        }

        boolean isOf(RunNext scheduler) {
            return RunNext.this == scheduler;
        }

        boolean wake() {
            if (!asleep.compareAndSet(1, 0)) {
                return false;
            }
            LockSupport.unpark(this);
            return true;
        }

        void submit(Runnable task) {
            Runnable queued = task == current ? task : next.getAndSet(task); // current: it yields
            if (queued != null) {
                local.add(queued);
                wakeOne();
            }
        }

        @Override
        public void run() {
            while (true) {
                Runnable task = mine();
                if (task == null) {
                    task = found();
                }
                current = task;
                task.run();
                current = null;
            }
        }

        private Runnable mine() {
            if (++inARow > TURN) {
                inARow = 0;
                Runnable task = local.poll();
                if (task == null) {
                    task = outside.poll();
                }
                if (task != null) {
                    return task;
                }
            }
            Runnable task = next.get() == null ? null : next.getAndSet(null);
            return task != null ? task : local.poll();
        }

        private Runnable found() {
            while (true) {
                looking.incrementAndGet();
                for (int i = 0; i < LOOKS; i++) {
                    Runnable task = look(i > LOOKS / 2);
                    if (task != null) {
                        looking.decrementAndGet();
                        return task;
                    }
                    Thread.onSpinWait();
                }
                looking.decrementAndGet();
                asleep.set(1);
                sleeps = true;
                Runnable task =
                        look(true); // of what came before others could see that this one sleeps
                while (task == null && asleep.get() == 1) {
                    LockSupport.park();
                }
                sleeps = false;
                asleep.set(0);
                if (task != null) {
                    return task;
                }
            }
        }

        private Runnable look(boolean alsoNext) {
            Runnable task = mine();
            if (task == null) {
                task = outside.poll();
            }
            int start = ThreadLocalRandom.current().nextInt(carriers.length);
            for (int i = 0; task == null && i < carriers.length; i++) {
                Carrier other = carriers[(start + i) % carriers.length];
                task = other.local.poll();
                if (task == null && alsoNext && other.next.get() != null) {
                    task = other.next.getAndSet(null);
                }
            }
            return task;
        }
    }
}

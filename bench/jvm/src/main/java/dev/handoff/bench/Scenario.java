package dev.handoff.bench;

import java.util.Arrays;

/** The scenarios of {@code bench/scenarios.md}, which says what each does. */
enum Scenario {
    PAIR("pair", Feature.PIPE, 0, 1, 16, 100, 1024) {
        @Override
        Unit prepare(Peer peer, int capacity) {
            return pairs(peer, capacity, 1, 100_000);
        }
    },
    PINGPONG("pingpong", Feature.PIPE, 0, 16, 100) {
        @Override
        Unit prepare(Peer peer, int capacity) {
            Pipe ping = peer.pipe(capacity);
            Pipe pong = peer.pipe(capacity);
            int count = 50_000;
            return () -> {
                Processes processes = new Processes(2);
                processes.start(() -> Traffic.forward(ping, pong, count));
                processes.start(() -> Traffic.sendAndAwait(ping, pong, count));
                processes.await();
                return count;
            };
        }
    },
    RELAY("relay", Feature.PIPE, 0) {
        @Override
        Unit prepare(Peer peer, int capacity) {
            return relay(peer, capacity, 1_000, 100);
        }
    },
    RELAY10K("relay10k", Feature.CROWD, 0) {
        @Override
        Unit prepare(Peer peer, int capacity) {
            return relay(peer, capacity, 10_000, 20);
        }
    },
    STREAM("stream", Feature.PIPE, 0, 16, 100) {
        @Override
        Unit prepare(Peer peer, int capacity) {
            return stream(peer, capacity, 1_000, 1_000);
        }
    },
    STREAM10K("stream10k", Feature.CROWD, 0, 16, 100) {
        @Override
        Unit prepare(Peer peer, int capacity) {
            return stream(peer, capacity, 10_000, 200);
        }
    },
    PAIRS("pairs", Feature.CROWD, 0, 16, 100) {
        @Override
        Unit prepare(Peer peer, int capacity) {
            return pairs(peer, capacity, 10_000, capacity == 0 ? 100 : 1_000);
        }
    },
    PAIRS64("pairs64", Feature.PIPE, 0, 16, 100) {
        @Override
        Unit prepare(Peer peer, int capacity) {
            return pairs(peer, capacity, 64, 10_000);
        }
    },
    MXM("mxm", Feature.SHARED_PIPE, 0, 16, 64, 100) {
        @Override
        Unit prepare(Peer peer, int capacity) {
            return manyToMany(peer, capacity, 4, 25_000);
        }
    },
    MXM16("mxm16", Feature.SHARED_PIPE, 0, 16, 100) {
        @Override
        Unit prepare(Peer peer, int capacity) {
            return manyToMany(peer, capacity, 16, 6_250);
        }
    },
    SELECT2("select2", Feature.SELECT, 0, 16, 100) {
        @Override
        Unit prepare(Peer peer, int capacity) {
            return select(peer, capacity, 2);
        }
    },
    SELECT8("select8", Feature.SELECT, 0, 16, 100) {
        @Override
        Unit prepare(Peer peer, int capacity) {
            return select(peer, capacity, 8);
        }
    },
    SELECT64("select64", Feature.SELECT, 0, 16, 100) {
        @Override
        Unit prepare(Peer peer, int capacity) {
            return select(peer, capacity, 64);
        }
    },
    SELECTSENDRECEIVE("selectsendreceive", Feature.SELECT_SEND, 0, 16, 100) {
        @Override
        Unit prepare(Peer peer, int capacity) {
            Pipe in = peer.pipe(capacity);
            Pipe out = peer.pipe(capacity);
            Peer.Junction junction = peer.junction(out, in);
            int count = 50_000;
            return () -> {
                Processes processes = new Processes(3);
                processes.start(() -> Traffic.send(in, count));
                processes.start(() -> Traffic.receiveInOrder(out, count));
                processes.start(() -> sendAndReceive(junction, out, in, count));
                processes.await();
                return 2L * count;
            };
        }
    },
    FAN4("fan4", Feature.SHARED_PIPE, 0, 16, 100) {
        @Override
        Unit prepare(Peer peer, int capacity) {
            return fan(peer, capacity, 4, 51_200);
        }
    },
    FAN64("fan64", Feature.SHARED_PIPE, 0, 16, 100) {
        @Override
        Unit prepare(Peer peer, int capacity) {
            return fan(peer, capacity, 64, 51_200);
        }
    },
    FAN1000("fan1000", Feature.SHARED_PIPE, 0, 16, 100) {
        @Override
        Unit prepare(Peer peer, int capacity) {
            return fan(peer, capacity, 1_000, 50_000);
        }
    },
    BATCH("batch", Feature.BATCH, 16, 100, 1024) {
        @Override
        Unit prepare(Peer peer, int capacity) {
            Pipe pipe = peer.pipe(capacity);
            int count = 100_000;
            return () -> {
                Processes processes = new Processes(2);
                processes.start(() -> Traffic.send(pipe, count));
                processes.start(() -> Traffic.receiveBatchesInOrder(pipe, count, capacity));
                processes.await();
                return count;
            };
        }
    },
    TRY("try", Feature.TRY, 16) {
        @Override
        Unit prepare(Peer peer, int capacity) {
            Pipe pipe = peer.pipe(capacity);
            int count = 500_000;
            return () -> {
                Traffic.tryBoth(pipe, count);
                return count;
            };
        }
    },
    TIMEOUTREADY("timeoutready", Feature.TIMED_RECEIVE, 16) {
        @Override
        Unit prepare(Peer peer, int capacity) {
            Pipe pipe = peer.pipe(capacity);
            int count = 100_000;
            return () -> {
                Traffic.sendAndAwaitWithin(pipe, pipe, count);
                return count;
            };
        }
    },
    TIMEOUTPARKED("timeoutparked", Feature.TIMED_RECEIVE, 0) {
        @Override
        Unit prepare(Peer peer, int capacity) {
            Pipe ping = peer.pipe(capacity);
            Pipe pong = peer.pipe(capacity);
            int count = 25_000;
            return () -> {
                Processes processes = new Processes(2);
                processes.start(() -> Traffic.forward(ping, pong, count));
                processes.start(() -> Traffic.sendAndAwaitWithin(ping, pong, count));
                processes.await();
                return count;
            };
        }
    },
    STARTJOIN("startjoin", Feature.START_JOIN, 0) {
        @Override
        Unit prepare(Peer peer, int capacity) {
            int processes = 1_000;
            int repeats = 10;
            int[] runs = new int[processes];
            Runnable[] bodies = new Runnable[processes];
            Arrays.setAll(bodies, i -> () -> runs[i]++);
            return () -> {
                for (int i = 0; i < repeats; i++) {
                    peer.startAndJoin(bodies);
                }
                Traffic.checkSum(Arrays.stream(runs).sum(), (long) processes * repeats);
                return (long) processes * repeats;
            };
        }
    },
    SIEVE("sieve", Feature.PIPE, 0, 16) {
        @Override
        Unit prepare(Peer peer, int capacity) {
            return new Sieve(peer, capacity);
        }
    },
    PARKED100K("parked100k", Feature.CROWD, 0) {
        @Override
        void measure(Peer peer, int capacity, Figures figures) throws InterruptedException {
            figures.bytes(new Parked(peer, capacity, 100_000));
        }
    },
    PARKED1M("parked1m", Feature.CROWD, 0) {
        @Override
        void measure(Peer peer, int capacity, Figures figures) throws InterruptedException {
            figures.bytes(new Parked(peer, capacity, 1_000_000));
        }
    },
    LATENCY1("latency1", Feature.PIPE, 0) {
        @Override
        void measure(Peer peer, int capacity, Figures figures) throws InterruptedException {
            figures.percentiles(new Latency(peer, capacity, 1));
        }
    },
    LATENCY100("latency100", Feature.PIPE, 0) {
        @Override
        void measure(Peer peer, int capacity, Figures figures) throws InterruptedException {
            figures.percentiles(new Latency(peer, capacity, 100));
        }
    },
    LATENCY10000("latency10000", Feature.CROWD, 0) {
        @Override
        void measure(Peer peer, int capacity, Figures figures) throws InterruptedException {
            figures.percentiles(new Latency(peer, capacity, 10_000));
        }
    };

    /** A unit of work with new pipes: starts its processes, waits for their end, and checks what they did. */
    interface Unit {
        /** Returns how many operations it was. */
        long run() throws InterruptedException;
    }

    final String label;

    @SuppressWarnings("ImmutableEnumChecker") // nobody writes to it
    final int[] capacities;

    private final Feature need;

    Scenario(String label, Feature need, int... capacities) {
        this.label = label;
        this.capacities = capacities;
        this.need = need;
    }

    static Scenario labelled(String label) {
        for (Scenario scenario : values()) {
            if (scenario.label.equals(label)) {
                return scenario;
            }
        }
        throw new IllegalArgumentException("no scenario is called " + label);
    }

    final boolean runsOn(Peer peer, int capacity) {
        return peer.features().contains(need) && peer.has(capacity);
    }

    /** Prints its figures. */
    void measure(Peer peer, int capacity, Figures figures) throws InterruptedException {
        figures.times(() -> prepare(peer, capacity));
    }

    /** Makes the pipes: outside of the time measured. */
    Unit prepare(Peer peer, int capacity) {
        throw new UnsupportedOperationException(label + " is not measured in units");
    }

    private static Unit pairs(Peer peer, int capacity, int pairs, int count) {
        Pipe[] pipes = peer.pipes(pairs, capacity);
        return () -> {
            Processes processes = new Processes(2 * pairs);
            for (Pipe pipe : pipes) {
                processes.start(() -> Traffic.send(pipe, count));
                processes.start(() -> Traffic.receiveInOrder(pipe, count));
            }
            processes.await();
            return (long) pairs * count;
        };
    }

    private static Unit relay(Peer peer, int capacity, int size, int count) {
        Pipe[] ring = peer.pipes(size, capacity);
        return () -> {
            Processes processes = new Processes(size);
            startForwarders(processes, ring, count);
            processes.start(() -> Traffic.sendAndAwait(ring[0], ring[size - 1], count));
            processes.await();
            return (long) count * size;
        };
    }

    private static Unit stream(Peer peer, int capacity, int size, int count) {
        Pipe[] chain = peer.pipes(size, capacity);
        return () -> {
            Processes processes = new Processes(size + 1);
            processes.start(() -> Traffic.send(chain[0], count));
            startForwarders(processes, chain, count);
            processes.start(() -> Traffic.receiveInOrder(chain[size - 1], count));
            processes.await();
            return (long) count * size;
        };
    }

    private static void startForwarders(Processes processes, Pipe[] chain, int count) {
        for (int i = 1; i < chain.length; i++) {
            Pipe from = chain[i - 1];
            Pipe to = chain[i];
            processes.start(() -> Traffic.forward(from, to, count));
        }
    }

    private static Unit manyToMany(Peer peer, int capacity, int parties, int count) {
        Pipe pipe = peer.sharedPipe(capacity);
        long[] sums = new long[parties];
        return () -> {
            Processes processes = new Processes(2 * parties);
            for (int i = 0; i < parties; i++) {
                int receiver = i;
                processes.start(() -> Traffic.send(pipe, count));
                processes.start(() -> sums[receiver] = Traffic.receiveSum(pipe, count));
            }
            processes.await();
            Traffic.checkSum(Arrays.stream(sums).sum(), parties * Traffic.sum(count));
            return (long) parties * count;
        };
    }

    private static Unit select(Peer peer, int capacity, int senders) {
        Pipe[] pipes = peer.pipes(senders, capacity);
        Peer.Chooser chooser = peer.chooser(pipes);
        int count = 100_000 / senders;
        long[] sum = new long[1];
        return () -> {
            Processes processes = new Processes(senders + 1);
            for (Pipe pipe : pipes) {
                processes.start(() -> Traffic.send(pipe, count));
            }
            processes.start(() -> sum[0] = Traffic.chooseSum(chooser, senders * count));
            processes.await();
            Traffic.checkSum(sum[0], senders * Traffic.sum(count));
            return (long) senders * count;
        };
    }

    /** Sends and receives so many values each: whichever can be done, then the rest of the longer side plainly. */
    private static void sendAndReceive(Peer.Junction junction, Pipe to, Pipe from, int count)
            throws InterruptedException {
        int sent = 0;
        int received = 0;
        while (sent < count && received < count) {
            int got = junction.sendOrReceive(Traffic.value(sent));
            if (got < 0) {
                sent++;
            } else {
                Traffic.check(got, received++);
            }
        }
        while (sent < count) {
            to.send(Traffic.value(sent++));
        }
        while (received < count) {
            Traffic.check(from.receive(), received++);
        }
    }

    private static Unit fan(Peer peer, int capacity, int workers, int count) {
        Pipe jobs = peer.sharedPipe(capacity);
        Pipe results = peer.sharedPipe(capacity);
        long[] sum = new long[1];
        return () -> {
            Processes processes = new Processes(workers + 2);
            processes.start(() -> Traffic.send(jobs, count));
            for (int i = 0; i < workers; i++) {
                processes.start(() -> Traffic.forward(jobs, results, count / workers));
            }
            processes.start(() -> sum[0] = Traffic.receiveSum(results, count));
            processes.await();
            Traffic.checkSum(sum[0], Traffic.sum(count));
            return count;
        };
    }
}

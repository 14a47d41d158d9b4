import dev.handoff.*;
import dev.handoff.coordinate.*;

/**
 * A bank of accounts without locks: one process owns the balances, and everybody else asks it by a
 * call. Tellers make random transfers, from a seed; an auditor asks for the sum now and then, until
 * a wait group says that all tellers are done (R21). The sum never changes, and no transfer is lost:
 * what the tellers remember of theirs, put together, is what the accounts have come to.
 */
sealed interface Request {}

record Transfer(int from, int to, long amount) implements Request {}

record Audit() implements Request {}

record Balances() implements Request {}

static final int ACCOUNTS = 20;
static final long INITIAL = 1000;

void main(String[] args) throws Exception {
    int tellers = 8;
    int transfers = args.length == 0 ? 1000 : number(args[0]);
    int seed = args.length < 2 ? 1 : number(args[1]);
    if (args.length > 2 || transfers < 1 || seed < 1) {
        System.err.println("Bank: usage: Bank [transfers [seed]], with numbers of one or more");
        System.exit(2);
    }
    Calls<Request, List<Long>> bank = Calls.named("bank");
    Scope.run(
            scope -> {
                scope.go("bank", () -> serve(bank));
                List<Task<long[]>> books = new ArrayList<>();
                WaitGroup open = WaitGroup.named("tellers");
                for (int i = 0; i < tellers; i++) {
                    Random random = new Random(seed + i);
                    open.add();
                    books.add(
                            scope.fork(
                                    "teller " + i,
                                    () -> {
                                        try {
                                            return transfer(bank, random, transfers);
                                        } finally {
                                            open.done();
                                        }
                                    }));
                }
                Select<Boolean> openOrNot =
                        Select.of(
                                open.onDone(() -> false),
                                Select.after(Duration.ofMillis(1), () -> true));
                do {
                    long sum = bank.call(new Audit()).getFirst();
                    if (sum != ACCOUNTS * INITIAL) {
                        throw new IllegalStateException("the sum is " + sum);
                    }
                } while (openOrNot.run());

                long[] expected = new long[ACCOUNTS];
                Arrays.fill(expected, INITIAL);
                long made = 0;
                for (Task<long[]> book : books) {
                    long[] changes = book.join();
                    made += changes[ACCOUNTS];
                    for (int i = 0; i < ACCOUNTS; i++) {
                        expected[i] += changes[i];
                    }
                }
                List<Long> balances = bank.call(new Balances());
                bank.close();

                IO.println((long) tellers * transfers + " transfers asked for, " + made + " made");
                IO.println("sum " + balances.stream().mapToLong(b -> b).sum());
                IO.println("no account overdrawn: " + balances.stream().allMatch(b -> b >= 0));
                IO.println(
                        "no transfer lost: "
                                + Arrays.equals(
                                        expected, balances.stream().mapToLong(b -> b).toArray()));
                IO.println("the sum was right at each audit");
            });
}

int number(String text) {
    try {
        return Integer.parseInt(text);
    } catch (NumberFormatException e) {
        return 0;
    }
}

/** Owns the balances; nobody else ever sees the array. */
void serve(Calls<Request, List<Long>> bank) throws InterruptedException {
    long[] balances = new long[ACCOUNTS];
    Arrays.fill(balances, INITIAL);
    try {
        bank.serve(
                request ->
                        switch (request) {
                            case Transfer(int from, int to, long amount) -> {
                                if (balances[from] < amount) {
                                    yield List.of(0L);
                                }
                                balances[from] -= amount;
                                balances[to] += amount;
                                yield List.of(amount);
                            }
                            case Audit audit -> List.of(Arrays.stream(balances).sum());
                            case Balances all -> Arrays.stream(balances).boxed().toList();
                        });
    } finally {
        bank.cancel(); // whoever waits for an answer, or asks later, is told
    }
}

/** By how much each account was changed, and how many transfers were made. */
long[] transfer(Calls<Request, List<Long>> bank, Random random, int count)
        throws InterruptedException {
    long[] changes = new long[ACCOUNTS + 1];
    for (int i = 0; i < count; i++) {
        int from = random.nextInt(ACCOUNTS);
        int to = random.nextInt(ACCOUNTS);
        long moved = bank.call(new Transfer(from, to, 1 + random.nextInt(500))).getFirst();
        changes[from] -= moved;
        changes[to] += moved;
        changes[ACCOUNTS] += moved > 0 ? 1 : 0;
    }
    return changes;
}

import dev.handoff.*;
import dev.handoff.coordinate.*;

/**
 * R26. Dijkstra's dining philosophers: n of them at a round table, and a fork between any two. Who eats
 * needs both. A fork is one permit. A butler lets n - 1 sit down at once, so somebody always has
 * two forks, and all of them eat three times.
 *
 * <p>Without a butler ({@code greedy}) each takes the left fork, and then waits for the right one:
 * {@code run} ends the program and says who waits for what, and {@code check} finds that also when
 * the machine does not.
 */
static final int MOST = 10_000;

void main(String[] args) throws Exception {
    int n = args.length == 0 ? 5 : number(args[0]);
    boolean greedy = args.length == 2 && args[1].equals("greedy");
    if (n < 2 || n > MOST || (args.length > 1 && !greedy)) {
        System.err.println(
                "Philosophers: usage: Philosophers [n [greedy]], with n of 2 to " + MOST);
        System.exit(2);
    }
    List<Permits> forks =
            IntStream.range(0, n).mapToObj(i -> Permits.named("fork " + i, 1)).toList();
    Permits chairs = Permits.named("chairs", greedy ? n : n - 1);
    int[] meals = new int[n];
    Scope.run(
            scope -> {
                for (int i = 0; i < n; i++) {
                    int me = i;
                    scope.go(
                            "philosopher " + me,
                            () -> {
                                Permits left = forks.get(me);
                                Permits right = forks.get((me + 1) % n);
                                for (int meal = 0; meal < 3; meal++) {
                                    chairs.with(() -> left.with(() -> eat(right, meals, me)));
                                }
                            });
                }
            });
    for (int i = 0; i < n; i++) {
        IO.println("philosopher " + i + " ate " + meals[i] + " times");
    }
}

int number(String text) {
    try {
        return Integer.parseInt(text);
    } catch (NumberFormatException e) {
        return 0;
    }
}

int eat(Permits right, int[] meals, int me) throws InterruptedException {
    Timers.sleep(Duration.ofMillis(2)); // reaches for the other fork, slowly
    return right.with(() -> meals[me]++); // each writes its own number alone
}

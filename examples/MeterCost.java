import dev.handoff.*;
import dev.handoff.observe.*;

/**
 * What a meter costs: a million values from one process to another through a buffer of 64, with a meter and without, in turn. The first
 * argument is how many values there are.
 */
void main(String[] args) throws Exception {
    int values = args.length == 0 ? 1_000_000 : number(args[0]);
    if (args.length > 1 || values < 1) {
        System.err.println("MeterCost: usage: MeterCost [values], with one value or more");
        System.exit(2);
    }
    double[] without = new double[9];
    double[] with = new double[9];
    double before =
            median(
                    new double[] {
                        pass(values), pass(values), pass(values), pass(values), pass(values)
                    });
    for (int i = 0; i < without.length; i++) {
        without[i] = pass(values);
        Meter meter = new Meter();
        int round = i;
        meter.run(() -> with[round] = pass(values));
    }
    IO.println("before there was a meter  %.0f ns a value".formatted(before));
    IO.println("not measured              %.0f ns a value".formatted(median(without)));
    IO.println("measured                  %.0f ns a value".formatted(median(with)));
}

int number(String text) {
    try {
        return Integer.parseInt(text);
    } catch (NumberFormatException e) {
        return 0;
    }
}

double median(double[] times) {
    Arrays.sort(times);
    return times[times.length / 2];
}

double pass(int values) throws InterruptedException {
    long start = System.nanoTime();
    Scope.run(
            scope -> {
                Receiver<Integer> numbers =
                        scope.produce(
                                "numbers",
                                64,
                                out -> {
                                    for (int i = 0; i < values; i++) {
                                        out.send(1);
                                    }
                                });
                while (numbers.receiveOrNull() != null) {}
            });
    return (double) (System.nanoTime() - start) / values;
}

import static dev.handoff.Select.*;

import dev.handoff.*;

/** What ./handoff runs once, so that the JVM remembers what javac and a small program need. */
void main() throws Exception {
    record Step(String name, int size) {}
    Scope.run(
            scope -> {
                Channel<Step> steps = Channel.buffered(2);
                Receiver<String> names =
                        scope.produce(
                                "names",
                                out -> {
                                    for (Step step : steps) {
                                        out.send("%s %d".formatted(step.name(), step.size()));
                                    }
                                });
                steps.send(new Step("one", 1));
                steps.close();
                Select<String> next =
                        Select.of(
                                on(names, name -> name),
                                after(Duration.ofSeconds(5), () -> "late"),
                                ended(() -> "end"));
                IO.println(next.run());
            });
}

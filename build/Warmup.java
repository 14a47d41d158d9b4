/** What ./handoff runs once, so that the JVM remembers what javac and a small program need. */
void main() {
    record Step(String name, int size) {}
    List<Step> steps = List.of(new Step("one", 1), new Step("two", 2));
    for (Step step : steps) {
        IO.println("%s %d".formatted(step.name(), step.size()));
    }
}

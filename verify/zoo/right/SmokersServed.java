import dev.handoff.*;

/**
 * Cigarette smokers who wait for the agent's word that what they need lies on the table.
 *
 * Source: Parnas, "On a Solution to the Cigarette Smoker's Problem", CACM 1975: somebody must look at the table as a whole
 *
 * Check: CLEAN by exhaustive
 */
void main() throws Exception {
    List<Channel<String>> needs = new ArrayList<>();
    Channel<String> smoked = Channel.<String>named("smoked").open();
    Scope.run(
            scope -> {
                for (String own : List.of("tobacco", "paper", "matches")) {
                    Channel<String> need = Channel.<String>named("all but " + own).open();
                    needs.add(need);
                    scope.go(
                            "has " + own,
                            () -> {
                                for (String others : need) {
                                    smoked.send(others + " and " + own);
                                }
                            });
                }
                needs.get(2).send("tobacco and paper");
                smoked.receive();
                needs.get(0).send("paper and matches");
                smoked.receive();
                needs.forEach(Channel::close);
            });
}

package dev.handoff.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A peer that takes part: it knows its cells, and the command that measures one. */
sealed interface Entrant {
    String name();

    boolean measures(Scenario scenario, int capacity);

    List<String> command(Scenario scenario, int capacity, Settings settings, Path dump);

    /** A peer of this jar: it has a JVM of its own for each cell. */
    record InJar(String name, Peer peer) implements Entrant {
        @Override
        public boolean measures(Scenario scenario, int capacity) {
            return scenario.runsOn(peer, capacity);
        }

        @Override
        public List<String> command(Scenario scenario, int capacity, Settings settings, Path dump) {
            List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(peer.jvmOptions());
            command.addAll(settings.jvmOptions());
            command.addAll(List.of("-cp", System.getProperty("java.class.path")));
            command.addAll(List.of(Main.class.getName(), "cell"));
            command.addAll(Cell.arguments(name, scenario, capacity, settings, dump));
            return command;
        }
    }

    /** A peer in a folder of its own; its command is called {@code peer}. */
    record InFolder(String name, Path folder, Set<String> cells) implements Entrant {
        @Override
        public boolean measures(Scenario scenario, int capacity) {
            return cells.contains(scenario.label + '\t' + capacity);
        }

        @Override
        public List<String> command(Scenario scenario, int capacity, Settings settings, Path dump) {
            return List.of(
                    script(folder),
                    "cell",
                    name,
                    scenario.label,
                    "" + capacity,
                    "" + settings.warmup(),
                    "" + settings.allRounds(),
                    "" + settings.seconds());
        }
    }

    static String script(Path folder) {
        return folder.resolve("peer").toAbsolutePath().toString();
    }

    /** All that there are: those of this jar, and those of the folders. */
    static Map<String, Entrant> all(List<Path> folders) {
        Map<String, Entrant> all = new LinkedHashMap<>();
        for (String name : Peer.NAMES) {
            all.put(name, new InJar(name, Peer.named(name)));
        }
        for (Path folder : folders) {
            for (String line : ask(folder, "list")) {
                int tab = line.indexOf('\t');
                String name = line.substring(0, tab);
                if (all.computeIfAbsent(name, key -> new InFolder(key, folder, new HashSet<>()))
                        instanceof InFolder peer) {
                    peer.cells.add(line.substring(tab + 1));
                }
            }
        }
        return all;
    }

    /** What a folder's command prints. */
    static List<String> ask(Path folder, String question) {
        try {
            Process asked =
                    new ProcessBuilder(script(folder), question)
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start();
            List<String> lines = asked.inputReader(StandardCharsets.UTF_8).lines().toList();
            if (asked.waitFor() != 0) {
                throw new IllegalArgumentException(script(folder) + " " + question + " failed");
            }
            return lines;
        } catch (IOException e) {
            throw new IllegalArgumentException(folder + " is no folder of a peer: " + e, e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}

package dev.handoff.verify.zoo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A model in Promela of a program of the zoo. Its first comment names it in a line {@code Program: NAME [ARGUMENTS]},
 * several such lines if it is a model for several arguments; a single argument is what {@code N} is in the model.
 *
 * @param file where it is
 * @param program the name of the program
 * @param arguments the arguments of the program
 * @param isForLivelock whether a cycle without progress is looked for: {@code Search: non-progress}
 */
record SpinModel(Path file, String program, List<String> arguments, boolean isForLivelock) {
    private static final Pattern PROGRAM =
            Pattern.compile("^ \\* Program: (\\S+)(.*)$", Pattern.MULTILINE);

    private static final Pattern LIVELOCK =
            Pattern.compile("^ \\* Search: non-progress$", Pattern.MULTILINE);

    /** All models in a folder, by name. */
    static List<SpinModel> in(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> found = Files.list(folder)) {
            files = found.filter(file -> file.toString().endsWith(".pml")).sorted().toList();
        }
        List<SpinModel> models = new ArrayList<>();
        for (Path file : files) {
            models.addAll(read(file));
        }
        return models;
    }

    private static List<SpinModel> read(Path file) throws IOException {
        String text = Files.readString(file);
        List<SpinModel> models = new ArrayList<>();
        Matcher m = PROGRAM.matcher(text);
        while (m.find()) {
            String arguments = m.group(2).strip();
            models.add(
                    new SpinModel(
                            file,
                            m.group(1),
                            arguments.isEmpty() ? List.of() : List.of(arguments.split(" ")),
                            LIVELOCK.matcher(text).find()));
        }
        if (models.isEmpty()) {
            throw new IllegalArgumentException(file + ": no line \"Program: NAME\"");
        }
        return models;
    }

    /** The program that it is a model of, and how that is explored. */
    Zoo.Entry entry(List<ZooProgram> programs) {
        return programs.stream()
                .filter(p -> p.name().equals(program))
                .flatMap(p -> p.expectations().stream().map(e -> new Zoo.Entry(p, e)))
                .filter(entry -> entry.expectation().arguments().equals(arguments))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException(file + ": no such program: " + this));
    }

    /** For spin: what {@code N} is. */
    List<String> definitions() {
        return arguments.size() == 1 ? List.of("-DN=" + arguments.getFirst()) : List.of();
    }

    @Override
    public String toString() {
        return String.join(" ", Stream.concat(Stream.of(program), arguments.stream()).toList());
    }
}

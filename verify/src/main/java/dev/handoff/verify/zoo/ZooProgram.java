package dev.handoff.verify.zoo;

import dev.handoff.check.Program;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A program of the zoo: a compact source file in one of the folders {@code right} and {@code wrong}. Its first comment
 * says what it is, then, in lines that begin so, its {@code Source:} and one {@code Check:} for each way in which it is
 * explored.
 *
 * @param name the name of the file, without its ending
 * @param isRight whether it stands in {@code right}
 * @param about what it is
 * @param source where it is from
 * @param expectations one or more
 */
record ZooProgram(
        String name, boolean isRight, String about, String source, List<Expectation> expectations) {
    private static final Pattern COMMENT = Pattern.compile("/\\*\\*(.*?)\\*/", Pattern.DOTALL);

    /** All programs under a folder, by name. */
    static List<ZooProgram> in(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> found = Files.walk(folder)) {
            files = found.filter(file -> file.toString().endsWith(".java")).sorted().toList();
        }
        List<ZooProgram> programs = new ArrayList<>();
        for (Path file : files) {
            programs.add(read(file));
        }
        return programs;
    }

    /**
     * Reads the comment of a program.
     *
     * @throws IllegalArgumentException if that lacks something
     */
    static ZooProgram read(Path file) throws IOException {
        String name = file.getFileName().toString().replace(".java", "");
        boolean isRight = file.getParent().endsWith("right");
        try {
            return of(name, isRight, Files.readString(file));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
    }

    private static ZooProgram of(String name, boolean isRight, String text) {
        Matcher comment = COMMENT.matcher(text);
        if (!comment.find()) {
            throw new IllegalArgumentException("no comment says what it is");
        }
        List<String> paragraphs =
                Arrays.stream(comment.group(1).replaceAll("\\n \\* ?", "\n").split("\n\\s*\n"))
                        .map(paragraph -> paragraph.strip().replaceAll("\\s+", " "))
                        .toList();
        List<Expectation> expectations =
                Stream.of(comment.group(1).split("\n"))
                        .map(line -> line.replaceFirst("^ \\* ?", ""))
                        .filter(line -> line.startsWith("Check: "))
                        .map(line -> Expectation.parse(line.substring("Check: ".length())))
                        .toList();
        String source =
                paragraphs.stream()
                        .filter(paragraph -> paragraph.startsWith("Source: "))
                        .map(paragraph -> paragraph.substring("Source: ".length()))
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException("no line \"Source: …\""));
        if (expectations.isEmpty()) {
            throw new IllegalArgumentException("no line \"Check: …\"");
        }
        return new ZooProgram(name, isRight, paragraphs.getFirst(), source, expectations);
    }

    /** The program itself: each run makes a new object of its class. */
    Program program(List<String> arguments) throws ReflectiveOperationException {
        Class<?> type = Class.forName(name);
        Constructor<?> constructor = type.getDeclaredConstructor();
        constructor.setAccessible(true);
        Method main =
                Arrays.stream(type.getDeclaredMethods())
                        .filter(method -> method.getName().equals("main"))
                        .findFirst()
                        .orElseThrow(() -> new NoSuchMethodException(name + ".main"));
        main.setAccessible(true);
        Object[] given =
                main.getParameterCount() == 0
                        ? new Object[0]
                        : new Object[] {arguments.toArray(String[]::new)};
        return () -> {
            try {
                main.invoke(constructor.newInstance(), given);
            } catch (InvocationTargetException e) {
                throw thrown(e.getCause());
            }
        };
    }

    private static Exception thrown(Throwable cause) {
        if (cause instanceof Error error) {
            throw error;
        }
        return (Exception) cause;
    }

    @Override
    public String toString() {
        return (isRight ? "right/" : "wrong/") + name;
    }
}

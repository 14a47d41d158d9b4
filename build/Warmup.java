import static dev.handoff.Select.*;

import dev.handoff.*;

/**
 * What ./handoff runs once, so that the JVM remembers what javac, a small program, and one that reads many files need.
 */
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
    readFiles();
}

/** Often enough for the JVM to learn which way the code goes. */
void readFiles() throws Exception {
    Path dir = Files.createTempDirectory("handoff");
    try {
        for (int i = 0; i < 100; i++) {
            Files.write(dir.resolve("f" + i), new byte[100 * i]);
        }
        Channel<Path> files = Channel.buffered(100);
        Channel<String> lines = Channel.buffered(100);
        Scope.run(
                scope -> {
                    scope.go("walker", () -> walk(dir, files));
                    scope.go("reader", () -> sum(files, lines));
                    for (String line : lines) {
                        if (line.isEmpty()) {
                            throw new IllegalStateException("a file without a sum");
                        }
                    }
                });
    } finally {
        for (int i = 0; i < 100; i++) {
            Files.delete(dir.resolve("f" + i));
        }
        Files.delete(dir);
    }
}

void walk(Path dir, Sender<Path> files) throws Exception {
    try (files) {
        for (int i = 0; i < 200; i++) {
            SortedMap<String, Path> found = new TreeMap<>();
            try (DirectoryStream<Path> paths = Files.newDirectoryStream(dir)) {
                for (Path path : paths) {
                    BasicFileAttributes file =
                            Files.readAttributes(
                                    path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
                    if (file.isRegularFile()) {
                        found.put(path.toString(), path);
                    }
                }
            }
            for (Path file : found.values()) {
                files.send(file);
            }
        }
    }
}

void sum(Receiver<Path> files, Sender<String> lines) throws Exception {
    MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
    ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 16);
    try (lines) {
        for (Path file : files) {
            try (FileChannel in = FileChannel.open(file)) {
                while (in.read(buffer.clear()) > 0) {
                    sha256.update(buffer.flip());
                }
            }
            lines.send(HexFormat.of().formatHex(sha256.digest()));
        }
    }
}

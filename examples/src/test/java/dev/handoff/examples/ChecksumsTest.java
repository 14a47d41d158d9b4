package dev.handoff.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.handoff.Handoff;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

/**
 * The main job against the shell's tools. It is compiled once, and run in a JVM of its own each time; the test of
 * Ctrl-C goes through the command line.
 */
class ChecksumsTest {
    private static final String PIPELINE =
            "find \"$1\" -type f -print0 | LC_ALL=C sort -z | xargs -0 -r sha256sum";

    @TempDir static Path shared;
    private static Path classes;

    @TempDir Path folder;
    private final Queue<Process> started = new ConcurrentLinkedQueue<>();

    private record Ran(int status, byte[] out, String err) {
        String text() {
            return new String(out, StandardCharsets.UTF_8);
        }
    }

    @BeforeAll
    static void compile() throws IOException {
        classes = Files.createDirectory(shared.resolve("classes"));
        Unprivileged.compile("Checksums", classes);
    }

    @AfterEach
    void endAll() {
        started.forEach(Process::destroyForcibly);
    }

    // ---- the same bytes

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7})
    @DisplayName("Checksums prints for a random tree what find, sort and sha256sum print")
    void sameAsThePipeline(int workers) throws Exception {
        long seed = new Random().nextLong();
        System.err.println("Checksums of a random tree: seed " + seed);
        Trees tree = new Trees(folder.resolve("tree"), seed);
        for (String locale : List.of("C.UTF-8", "C")) {
            Ran ran = run(locale, "tree", Integer.toString(workers));
            assertThat(ran.err).as("seed %d", seed).isEmpty();
            assertThat(ran.status).isZero();
            assertSame(ran.out, tree.expected("tree/"), seed);
            assertSame(ran.out, pipeline("tree"), seed);
        }
        assertThat(tree.size()).isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {".", "./x", "x/", "x//", "x/.", "../DIR/x", "link/", "x/ä/"})
    @DisplayName("Checksums prints the directory as it was given")
    void directoryAsGiven(String dir) throws Exception {
        write("x/a b", "1");
        write("x/ä/b", "2");
        Files.createSymbolicLink(folder.resolve("link"), folder.resolve("x"));
        String given = dir.replace("DIR", folder.getFileName().toString());
        Ran ran = run("C.UTF-8", given);
        assertThat(ran.err).isEmpty();
        assertThat(ran.text()).contains(given.endsWith("/") ? "  " + given : "  " + given + "/");
        assertSame(ran.out, pipeline(given), 0);
    }

    @Test
    @DisplayName("Checksums prints nothing for a tree without files")
    void noFiles() throws Exception {
        Files.createDirectories(folder.resolve("x/y/z"));
        assertThat(run("C.UTF-8", "x")).satisfies(r -> assertDone(r, 0, "", ""));
    }

    @Test
    @DisplayName("Checksums does not follow a link, and says so when it is given one")
    void linkGiven() throws Exception {
        write("x/a", "1");
        Files.createSymbolicLink(folder.resolve("link"), folder.resolve("x"));
        Ran ran = run("C.UTF-8", "link");
        assertDone(
                ran, 0, "", "Checksums: link: a link, not followed; link/ is what it leads to\n");
        assertSame(ran.out, pipeline("link"), 0);
    }

    @Test
    @DisplayName("Checksums does 20,000 files in a heap that would not hold their paths or lines")
    void memoryIsFlat() throws Exception {
        Path deep = folder.resolve("x" + ("/" + "d".repeat(250)).repeat(4));
        for (int i = 0; i < 20_000; i++) {
            Path dir = deep.resolve(Integer.toString(Math.min(i / 100, 150))); // 5,000 in the last
            if (i % 100 == 0) {
                Files.createDirectories(dir);
            }
            Files.createFile(dir.resolve(Integer.toString(i)));
        }
        List<String> command = command("x");
        command.add(1, "-Xmx24m");
        Path out = folder.resolve("out"); // who has to wait for a reader may keep lines
        ProcessBuilder builder = builder("C.UTF-8", command).redirectOutput(out.toFile());
        assertDone(ended(started(builder.start())), 0, "", "");
        assertThat(out).hasBinaryContent(pipeline("x"));
    }

    // ---- what cannot be read

    @Test
    @DisplayName("Checksums names a broken link and does the rest")
    void brokenLink() throws Exception {
        write("x/a", "1");
        Files.createSymbolicLink(folder.resolve("x/lost\n"), Path.of("nowhere"));
        Files.createSymbolicLink(folder.resolve("x/loop"), Path.of("loop"));
        Files.createSymbolicLink(folder.resolve("x/fine"), Path.of("a"));
        Ran ran = run("C.UTF-8", "x");
        assertThat(ran.status).isEqualTo(1);
        assertThat(ran.err.lines())
                .containsExactlyInAnyOrder(
                        "Checksums: x/lost\\n: broken link", "Checksums: x/loop: broken link");
        assertSame(ran.out, pipeline("x"), 0);
        Files.createSymbolicLink(folder.resolve("lost"), Path.of("nowhere"));
        assertDone(run("C.UTF-8", "lost"), 1, "", "Checksums: lost: broken link\n");
    }

    @Test
    @DisplayName("Checksums names a file that vanishes and does the rest")
    void vanishedFile() throws Exception {
        assumeTrue(Files.isDirectory(Path.of("/proc/self/fd")));
        Path big = hugeFile("x/big");
        write("x/here", "1");
        write("x/there", "2");
        Process process = start("C.UTF-8", "x", "1");
        awaitOpened(process, big);
        Files.delete(folder.resolve("x/here"));
        resize(big, 0);
        Ran ran = ended(process);
        assertThat(ran.status).isEqualTo(1);
        assertThat(ran.err).isEqualTo("Checksums: x/here: no such file or directory\n");
        assertThat(ran.text().lines()).hasSize(2).last().asString().endsWith("  x/there");
    }

    @Test
    @DisplayName("Checksums names a file and a directory that it may not read and does the rest")
    void forbidden() throws Exception {
        List<String> command =
                Unprivileged.command(
                        Files.createDirectory(shared.resolve("unprivileged")), "Checksums", "x");
        write("x/a", "1");
        write("x/secret", "2");
        write("x/locked/c", "3");
        write("x/listed/d", "4");
        Unprivileged.permitAll(folder);
        permit("x/secret", "---------");
        permit("x/locked", "---------");
        permit("x/listed", "r--r--r--");
        Ran ran = ended(start("C.UTF-8", command));
        permit("x/locked", "rwxr-xr-x");
        assertThat(ran.err.lines())
                .containsExactlyInAnyOrder(
                        "Checksums: x/listed/d: permission denied",
                        "Checksums: x/locked/: permission denied",
                        "Checksums: x/secret: permission denied");
        assertThat(ran.status).isEqualTo(1);
        assertThat(ran.text().lines()).hasSize(1).first().asString().endsWith("  x/a");
    }

    @Test
    @DisplayName("Checksums says when its output cannot be written")
    void fullDisk() throws Exception {
        assumeTrue(Files.exists(Path.of("/dev/full")));
        write("x/a", "1");
        List<String> command = command("x");
        ProcessBuilder builder = builder("C.UTF-8", command).redirectOutput(new File("/dev/full"));
        Ran ran = ended(started(builder.start()));
        assertDone(ran, 1, "", "Checksums: stdout: No space left on device\n");
    }

    @Test
    @DisplayName("Checksums ends without a word, as if by SIGPIPE, before | head")
    void brokenPipe() throws Exception {
        for (int i = 0; i < 5_000; i++) { // more lines than a pipe holds
            write("x/" + i, "");
        }
        List<String> command = CommandLine.command("Checksums.java", "" + folder.resolve("x"));
        CommandLine.Result ran = CommandLine.beforeHead(command);
        assertThat(ran.err()).isEqualTo("141\n");
        assertThat(ran.out()).endsWith("/x/0\n").hasLineCount(1);
    }

    // ---- what cannot be begun

    @Test
    @DisplayName("Checksums refuses what is not a directory, in one line")
    void notADirectory() throws Exception {
        write("file", "1");
        assertDone(run("C.UTF-8", "gone"), 2, "", "Checksums: gone: no such directory\n");
        assertDone(run("C.UTF-8", "file"), 2, "", "Checksums: file: not a directory\n");
        assertDone(run("C.UTF-8", ""), 2, "", "Checksums: : no such directory\n");
        Ran foreign = run("C", "ä");
        assertThat(foreign.status).isEqualTo(2);
        assertThat(foreign.err.lines()).hasSize(1);
    }

    @Test
    @DisplayName("Checksums shows its usage when its arguments are none or wrong")
    void usage() throws Exception {
        String usage = "Checksums: usage: Checksums DIR [workers], with 1 to 256 workers\n";
        assertDone(run("C.UTF-8"), 2, "", usage);
        for (String workers : List.of("0", "-1", "many", "257")) {
            assertDone(run("C.UTF-8", ".", workers), 2, "", usage);
        }
        assertDone(run("C.UTF-8", ".", "1", "x"), 2, "", usage);
    }

    // ---- at the terminal

    @Test
    @DisplayName("Checksums stops at Ctrl-C, long before it is done, and prints no half line")
    void interrupt() throws Exception {
        assumeTrue(Files.isDirectory(Path.of("/proc/self/fd")));
        write("x/a", "1");
        Path big = hugeFile("x/b");
        write("x/c", "2");
        // as from a shell's foreground: who starts a test in the background has it ignore Ctrl-C
        List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT"));
        command.addAll(CommandLine.command("Checksums.java", "x"));
        command.add(command.indexOf(CommandLine.JAVA) + 1, CommandLine.GRACE);
        Process process = start("C.UTF-8", command);
        awaitOpened(process, big);
        new ProcessBuilder("sh", "-c", "kill -INT " + process.pid()).start().waitFor();
        Ran ran = ended(process); // what it reads would take it minutes; RunIT tells how soon
        assertThat(ran.status).isEqualTo(130);
        assertThat(ran.err).isEmpty();
        assertThat(ran.text()).matches("([0-9a-f]{64}  x/[ac]\n)*");
    }

    @Test
    @DisplayName("Checksums shows its progress on a terminal and erases it")
    void progress() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/script")));
        Path big = hugeFile("x/b");
        List<String> words = command("x");
        String line = "'" + String.join("' '", words) + "' >out";
        Process process = start("C.UTF-8", List.of("script", "-qec", line, "/dev/null"));
        StringBuilder shown = new StringBuilder();
        while (shown.indexOf("0 / 1 files, ") < 0) {
            int c = process.getInputStream().read();
            assertThat(c).as("after %s", shown).isNotEqualTo(-1);
            shown.append((char) c);
        }
        resize(big, 0);
        shown.append(ended(process).text());
        assertThat(shown).contains("MB/s").endsWith("\r\033[K");
        assertThat(Files.readString(folder.resolve("out"))).endsWith("  x/b\n");
    }

    @Test
    @DisplayName("Checksums shows no progress where its lines go to the terminal, too")
    void noProgressAmongTheLines() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/script")));
        resize(hugeFile("x/b"), 500_000_000); // takes longer than it is until progress is shown
        String line = "'" + String.join("' '", command("x")) + "'";
        Ran ran = ended(start("C.UTF-8", List.of("script", "-qec", line, "/dev/null")));
        assertThat(ran.text()).doesNotContain("MB/s").endsWith("  x/b\r\n");
    }

    // ---- how

    private Ran run(String locale, String... args) throws Exception {
        return ended(start(locale, args));
    }

    private Process start(String locale, String... args) throws IOException {
        return start(locale, command(args));
    }

    private Process start(String locale, List<String> command) throws IOException {
        return started(builder(locale, command).start());
    }

    private Process started(Process process) {
        started.add(process);
        return process;
    }

    private static List<String> command(String... args) {
        List<String> command = new ArrayList<>();
        command.addAll(List.of(CommandLine.JAVA, "-cp", classes + ":" + handoff(), "Checksums"));
        command.addAll(List.of(args));
        return command;
    }

    private ProcessBuilder builder(String locale, List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().put("LC_ALL", locale);
        return builder;
    }

    private Ran ended(Process process) throws Exception {
        process.getOutputStream().close();
        Path err = Files.createTempFile(shared, "err", "");
        Thread reader =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    try {
                                        Files.write(err, process.getErrorStream().readAllBytes());
                                    } catch (IOException e) {
                                        throw new AssertionError(e);
                                    }
                                });
        byte[] out = process.getInputStream().readAllBytes();
        reader.join();
        return new Ran(process.waitFor(), out, Files.readString(err));
    }

    private byte[] pipeline(String dir) throws Exception {
        Process process = started(builder("C", List.of("sh", "-c", PIPELINE, "sh", dir)).start());
        Ran ran = ended(process);
        assumeTrue(
                ran.status == 0 && ran.err.isEmpty(), "find, sort, xargs, sha256sum: " + ran.err);
        return ran.out;
    }

    private static void assertSame(byte[] actual, byte[] expected, long seed) {
        // One char for each byte, so that a difference can be read.
        assertThat(new String(actual, StandardCharsets.ISO_8859_1))
                .as("seed %d", seed)
                .isEqualTo(new String(expected, StandardCharsets.ISO_8859_1));
    }

    private static void assertDone(Ran ran, int status, String out, String err) {
        assertThat(ran.err).isEqualTo(err);
        assertThat(ran.text()).isEqualTo(out);
        assertThat(ran.status).isEqualTo(status);
    }

    private void write(String name, String content) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    private void permit(String name, String permissions) throws IOException {
        Unprivileged.permit(folder.resolve(name), permissions);
    }

    /** Takes minutes to hash, and no room. */
    private Path hugeFile(String name) throws IOException {
        write(name, "");
        Path file = folder.resolve(name);
        resize(file, 1L << 38);
        return file;
    }

    private static void resize(Path file, long size) throws IOException {
        try (RandomAccessFile big = new RandomAccessFile(file.toFile(), "rw")) {
            big.setLength(size);
        }
    }

    private static void awaitOpened(Process process, Path file) throws Exception {
        Path real = file.toRealPath();
        while (!hasOpened(process, real)) {
            assertThat(process.isAlive()).isTrue();
            Thread.sleep(10);
        }
    }

    private static boolean hasOpened(Process process, Path file) throws IOException {
        try (Stream<Path> opened = Files.list(Path.of("/proc/" + process.pid() + "/fd"))) {
            return opened.anyMatch(fd -> leadsTo(fd, file));
        }
    }

    private static boolean leadsTo(Path link, Path file) {
        try {
            return Files.readSymbolicLink(link).equals(file);
        } catch (IOException e) {
            return false; // closed since
        }
    }

    private static String handoff() {
        return CommandLine.place(Handoff.class);
    }
}

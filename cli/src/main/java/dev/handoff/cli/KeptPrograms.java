package dev.handoff.cli;

import dev.handoff.Handoff;
import dev.handoff.check.Verdict;
import dev.handoff.observe.Meter;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Compiles what was not compiled before. A folder keeps one file for each program, named by a hash
 * of all that the compiler's work depends on: the source, the JDK and Handoff. The folder is a help
 * and nothing more: whatever is wrong with it, programs are compiled as if it were not there.
 */
final class KeptPrograms implements SourceCompiler {
    static final int MOST = 200;
    static final Duration UNUSED = Duration.ofDays(30);

    private final Path folder;
    private final SourceCompiler javac;

    KeptPrograms(Path folder, SourceCompiler javac) {
        this.folder = folder;
        this.javac = javac;
    }

    @Override
    public @Nullable Compiled compile(Path source, PrintWriter err) throws IOException, Refusal {
        String key = key(source);
        Compiled kept = find(key);
        if (kept != null) {
            return kept;
        }
        StringWriter said = new StringWriter();
        Compiled made;
        try {
            made = javac.compile(source, new PrintWriter(said));
        } finally {
            err.print(said);
            err.flush();
        }
        // A program with warnings gets them each time; a source changed meanwhile has another key.
        if (made != null && said.getBuffer().isEmpty() && key.equals(key(source))) {
            keep(key, made);
        }
        return made;
    }

    private static String key(Path source) throws IOException {
        MessageDigest hash = sha256();
        for (String part :
                List.of(
                        String.valueOf(source.getFileName()), // of traces, and of what is launched
                        Runtime.version().toString(),
                        System.getProperty("java.vm.vendor", ""),
                        Charset.defaultCharset().name(),
                        identity(Handoff.class),
                        identity(Meter.class),
                        identity(Verdict.class),
                        identity(KeptPrograms.class))) {
            hash.update((part + "\n").getBytes(StandardCharsets.UTF_8));
        }
        return HexFormat.of().formatHex(hash.digest(Files.readAllBytes(source)));
    }

    /** Tells one build of a jar from another. */
    private static String identity(Class<?> type) throws IOException {
        try {
            Path jar = Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
            BasicFileAttributes file = Files.readAttributes(jar, BasicFileAttributes.class);
            return jar + " " + file.size() + " " + file.lastModifiedTime().toMillis();
        } catch (URISyntaxException e) {
            throw new IllegalStateException("Handoff was loaded from no usable place", e);
        }
    }

    // ---- one file: its checksum, then the program

    private @Nullable Compiled find(String key) {
        Path file = folder.resolve(key);
        try {
            byte[] bytes = Files.readAllBytes(file);
            int start = sha256().getDigestLength();
            if (bytes.length < start
                    || !Arrays.equals(sum(key, bytes, start), Arrays.copyOf(bytes, start))) {
                return null;
            }
            Compiled program = read(new ByteArrayInputStream(bytes, start, bytes.length - start));
            touch(file);
            return program;
        } catch (IOException e) {
            return null;
        }
    }

    private static void touch(Path file) {
        try {
            Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
        } catch (IOException e) {
            // somebody else's folder: the one who keeps it drops what only others use
        }
    }

    private void keep(String key, Compiled program) {
        try {
            Files.createDirectories(folder);
            byte[] content = write(program);
            Path file = Files.createTempFile(folder, "", ".new");
            try {
                Files.write(file, sum(key, content, 0));
                Files.write(file, content, StandardOpenOption.APPEND);
                Files.move(file, folder.resolve(key), StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(file);
            }
            drop();
        } catch (IOException e) {
            // it will be compiled again
        }
    }

    private static Compiled read(ByteArrayInputStream bytes) throws IOException {
        DataInputStream in = new DataInputStream(bytes);
        String launched = in.readUTF();
        Map<String, byte[]> classes = new HashMap<>();
        for (int i = in.readInt(); i > 0; i--) {
            classes.put(in.readUTF(), in.readNBytes(in.readInt()));
        }
        return new Compiled(launched, classes);
    }

    private static byte[] write(Compiled program) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeUTF(program.launched());
        out.writeInt(program.classes().size());
        for (Map.Entry<String, byte[]> type : program.classes().entrySet()) {
            out.writeUTF(type.getKey());
            out.writeInt(type.getValue().length);
            out.write(type.getValue());
        }
        return bytes.toByteArray();
    }

    /** Drops the programs that were not run for long, and the longest unused of too many. */
    private void drop() throws IOException {
        record Kept(Path file, Instant used) {}
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.toList();
        }
        List<Kept> kept = new ArrayList<>();
        for (Path file : files) {
            kept.add(new Kept(file, Files.getLastModifiedTime(file).toInstant()));
        }
        kept.sort(Comparator.comparing(Kept::used).reversed());
        Instant old = Instant.now().minus(UNUSED);
        for (int i = 0; i < kept.size(); i++) {
            if (i >= MOST || kept.get(i).used.isBefore(old)) {
                Files.deleteIfExists(kept.get(i).file);
            }
        }
    }

    private static byte[] sum(String key, byte[] bytes, int start) {
        MessageDigest hash = sha256();
        hash.update(key.getBytes(StandardCharsets.US_ASCII));
        hash.update(bytes, start, bytes.length - start);
        return hash.digest();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has it", e);
        }
    }
}

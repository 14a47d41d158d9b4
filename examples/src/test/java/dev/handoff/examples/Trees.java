package dev.handoff.examples;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** A random tree of files with odd names, and what Checksums must print for it. */
final class Trees {
    private static final String[] ODD = {
        "a",
        "a-b",
        "a.b",
        "a b",
        " ",
        "a/",
        "-n",
        "*",
        "'",
        "\"",
        "\\",
        "a\\nb",
        "x\ny",
        "x\ry",
        "\t",
        "\u00e4\u00f6",
        "\u00e4\u00f6.txt",
        "\u65e5\u672c",
        "\ud83d\ude00",
        "e\u0301",
        ".hidden",
        "%41",
        "#",
        "?"
    };

    /** File names relative to the root, in the order of unsigned bytes, and contents. */
    private final Map<byte[], byte[]> files = new TreeMap<>(Arrays::compareUnsigned);

    private final Random random;
    private final Path root;

    Trees(Path root, long seed) throws IOException {
        this.root = root;
        this.random = new Random(seed);
        Files.createDirectory(root);
        fill(root, new byte[0], 0);
        file(root, bytes("big"), random.nextInt(1 << 20, 1 << 22));
    }

    private void fill(Path dir, byte[] prefix, int depth) throws IOException {
        int entries = random.nextInt(depth == 0 ? 30 : 8);
        for (int i = 0; i < entries; i++) {
            byte[] name = name();
            Path path = child(dir, name);
            byte[] full = join(prefix, name);
            if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                continue;
            }
            switch (random.nextInt(6)) {
                case 0, 1 -> {
                    if (depth < 5) {
                        Files.createDirectory(path);
                        fill(path, join(full, bytes("/")), depth + 1);
                    }
                }
                case 2 -> Files.createSymbolicLink(path, root.toAbsolutePath());
                default ->
                        file(dir, prefix, name, random.nextInt(4) == 0 ? 0 : random.nextInt(9000));
            }
        }
    }

    private byte[] name() {
        byte[] name = bytes(ODD[random.nextInt(ODD.length)].replace("/", ""));
        if (random.nextInt(3) == 0) {
            name = join(name, bytes(ODD[random.nextInt(ODD.length)].replace("/", "")));
        }
        if (random.nextInt(4) == 0) { // in no encoding at all
            name = join(name, new byte[] {(byte) random.nextInt(0x80, 0x100)});
        }
        return name;
    }

    private void file(Path dir, byte[] name, int size) throws IOException {
        file(dir, new byte[0], name, size);
    }

    private void file(Path dir, byte[] prefix, byte[] name, int size) throws IOException {
        byte[] content = new byte[size];
        random.nextBytes(content);
        Files.write(child(dir, name), content);
        files.put(join(prefix, name), content);
    }

    /** Only a URI can name a file in bytes that are no text. */
    private static Path child(Path dir, byte[] name) {
        StringBuilder uri = new StringBuilder(dir.toUri().toString());
        if (uri.charAt(uri.length() - 1) != '/') {
            uri.append('/');
        }
        for (byte b : name) {
            uri.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
        }
        return Path.of(URI.create(uri.toString()));
    }

    /** The output for a root that is printed as {@code prefix}, which ends in a slash. */
    byte[] expected(String prefix) throws Exception {
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Map.Entry<byte[], byte[]> file : files.entrySet()) {
            byte[] name = join(bytes(prefix), file.getKey());
            String escaped =
                    new String(name, StandardCharsets.ISO_8859_1)
                            .replace("\\", "\\\\")
                            .replace("\n", "\\n")
                            .replace("\r", "\\r");
            out.writeBytes(bytes(escaped.length() == name.length ? "" : "\\"));
            out.writeBytes(bytes(HexFormat.of().formatHex(sha256.digest(file.getValue())) + "  "));
            out.writeBytes(escaped.getBytes(StandardCharsets.ISO_8859_1));
            out.write('\n');
        }
        return out.toByteArray();
    }

    int size() {
        return files.size();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] join(byte[] a, byte[] b) {
        byte[] joined = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, joined, a.length, b.length);
        return joined;
    }
}

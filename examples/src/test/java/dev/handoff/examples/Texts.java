package dev.handoff.examples;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/** Random texts in a folder, and how often each word was written. */
final class Texts {
    private static final List<String> WORDS =
            List.of(
                    "the",
                    "a",
                    "Channel",
                    "Ärger",
                    "tea",
                    "I",
                    "été",
                    "e\u0301te\u0301",
                    "हिन्दी",
                    "слово",
                    "𠮷野家",
                    "of",
                    "to",
                    "SELECT");

    private static final List<String> SEPARATORS =
            List.of(" ", "\n", ", ", "-", "1", " 42 ", "\r\n", "'", "_", ".\n\n", "  ");

    private Texts() {}

    static Map<String, Integer> write(Path folder, long seed) throws IOException {
        Random random = new Random(seed);
        Map<String, Integer> counts = new HashMap<>();
        for (int i = 0; i < 40; i++) {
            Path place = folder.resolve("d" + random.nextInt(5)).resolve("e" + random.nextInt(3));
            Files.createDirectories(place);
            StringBuilder text = new StringBuilder();
            for (int words = random.nextInt(i == 0 ? 50_000 : 300); words > 0; words--) {
                String word = word(random);
                counts.merge(word.toLowerCase(Locale.ROOT), 1, Integer::sum);
                text.append(word).append(SEPARATORS.get(random.nextInt(SEPARATORS.size())));
            }
            if (random.nextBoolean() && !text.isEmpty()) {
                text.append("end"); // no separator at the end of the file
                counts.merge("end", 1, Integer::sum);
            }
            Files.writeString(place.resolve("t" + i + ".txt"), text, StandardCharsets.UTF_8);
        }
        return counts;
    }

    /** Some are frequent, and many are made up. */
    private static String word(Random random) {
        if (random.nextInt(3) > 0) {
            return WORDS.get(random.nextInt(WORDS.size()));
        }
        return "w" + (char) ('a' + random.nextInt(26)) + (char) ('A' + random.nextInt(26));
    }
}

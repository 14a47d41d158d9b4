package dev.handoff.bench.pipelines;

import java.util.Locale;

/** What is measured. Each peer does it in its own words, and must come to the same sum. */
enum Row {
    /** Three maps, each of which follows a reference. */
    MAP(100_000),
    /** Three filters, which let a third pass. */
    FILTER(100_000),
    /** Lists of 100. */
    BATCH(100_000),
    /** 4 at a time in input order, each computing for 10 µs. */
    PARALLEL_10US(20_000),
    /** 4 at a time in input order, each computing for 1 ms. */
    PARALLEL_1MS(400),
    /** 16 at a time in input order, each waiting for 1 ms. */
    PARALLEL_WAIT_1MS(400),
    /** 8 sources of an eighth of the values each, all running at once, as their values come. */
    MERGE_8(100_000),
    /** 8 sources of an eighth of the values each, one after the other. */
    CONCAT_8(100_000);

    final int count;

    Row(int count) {
        this.count = count;
    }

    /** As tables and command lines have it. */
    String title() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Row of(String title) {
        return valueOf(title.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}

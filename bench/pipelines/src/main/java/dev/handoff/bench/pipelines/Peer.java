package dev.handoff.bench.pipelines;

import java.util.List;

/** A library with pipelines. */
interface Peer {
    /** Does what the row says with the items, and returns the sum of the weights that come out. */
    long run(Row row, List<Item> items) throws Exception;

    /** Without the rows of which it says that it has nothing like them. */
    default boolean has(Row row) {
        return true;
    }
}

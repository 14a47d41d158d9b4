/**
 * Generators: code that yields values one at a time, and runs only when the next one is asked for (L42).
 *
 * <p>{@link dev.handoff.generate.Generator} describes one; it is consumed by a {@code for} loop, by a {@link
 * dev.handoff.generate.GeneratorRun}, as a {@link java.util.stream.Stream}, or as a {@link dev.handoff.Receiver}.
 *
 * <p>The idea is that of CLU's iterators (Barbara Liskov and others, "Abstraction Mechanisms in CLU", CACM 20(8), 1977)
 * and Icon's generators; the explicit close is Python's (PEP 342, 2005), delegation to another generator is PEP 380's.
 */
@NullMarked
package dev.handoff.generate;

import org.jspecify.annotations.NullMarked;

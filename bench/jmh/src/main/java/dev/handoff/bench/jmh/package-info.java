/** Micro benchmarks: what one operation costs and allocates when it need not wait. */
@NullMarked
package dev.handoff.bench.jmh;

import org.jspecify.annotations.NullMarked;

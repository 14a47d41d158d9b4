/** Pipelines beside Kotlin flows, Reactor and the JDK's streams; bench/pipelines/README.md says what is measured. */
@NullMarked
package dev.handoff.bench.pipelines;

import org.jspecify.annotations.NullMarked;

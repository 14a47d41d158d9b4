/** The benchmark's scenarios, the JVM's peers, and what runs them side by side. */
@NullMarked
package dev.handoff.bench;

import org.jspecify.annotations.NullMarked;

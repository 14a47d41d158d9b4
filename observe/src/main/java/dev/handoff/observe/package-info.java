/** What a running program does: how full its channels are, and who waits for how long. */
@NullMarked
package dev.handoff.observe;

import org.jspecify.annotations.NullMarked;

/**
 * Channels, select, and processes that never outlive their scope.
 *
 * <p>{@link dev.handoff.Channel} carries values between processes, {@link dev.handoff.Select} waits on several
 * channels at once, {@link dev.handoff.Scope} starts processes and waits for them, {@link dev.handoff.Timers}
 * brings in time. The numbered laws of their behaviour (L1, L2, …) are in {@code docs/reference/laws.md}.
 *
 * <p>Any thread may use a channel: virtual or platform, started by Handoff or not. {@code null} is not a value: it is
 * refused everywhere with a {@link NullPointerException}. A result may be null: that of a scope's body, a select, a
 * task, a race, a future, a job of a pool, or a body that is run once. So may the value of a
 * {@link dev.handoff.Watched}.
 *
 * <p>The ideas are those of C. A. R. Hoare, "Communicating Sequential Processes" (CACM 21(8), 1978), in the form
 * that occam, Limbo and Go gave them.
 */
@NullMarked
package dev.handoff;

import org.jspecify.annotations.NullMarked;

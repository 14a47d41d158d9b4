/**
 * Pipelines: values on their way from a source through stages to a sink.
 *
 * <p>{@link dev.handoff.pipeline.Pipeline} is all of it; the functions given to its stages are {@link
 * dev.handoff.pipeline.Mapping}, {@link dev.handoff.pipeline.Condition}, {@link dev.handoff.pipeline.Action} and {@link
 * dev.handoff.pipeline.Combining}, which may throw anything. A failure comes out as a {@link
 * dev.handoff.pipeline.PipelineException}.
 *
 * <p>How a stage is written is explained inside of the class Stage.
 */
@NullMarked
package dev.handoff.pipeline;

import org.jspecify.annotations.NullMarked;

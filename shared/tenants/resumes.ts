import * as z from 'zod/mini';
import { pausers } from './pauses.ts';

/**
 * Tenant id that stands for all mail of the pipeline's own SES account. No tenant can have this id.
 */
export const everyTenant = '*';

/** The end of a scope's pause. */
const resumeSchema = z.object({
  by: z.enum(pausers),
  /** Name of the operator; absent where it was not given. */
  person: z.optional(z.string()),
  /** Time of the resume; epoch ms. */
  since: z.number(),
  /** Reason, one sentence for people. */
  why: z.string(),
  /** Whether all mail held under the pause is released, and no sender can hold more under it. */
  released: z.boolean(),
});

/** The attribute `resumes` of a tenant's item: the last resume of each scope. */
export const resumesSchema = z.record(z.string(), resumeSchema);

export type Resume = z.infer<typeof resumeSchema>;

/**
 * The attribute `forgiven` of a tenant's item: from scope to the time (epoch ms) at which an operator
 * last resumed what guard-reputation had paused. The bounces and complaints known by then no longer
 * count against the scope. An operator's own pause and resume write nothing here.
 */
export const forgivenSchema = z.record(z.string(), z.number());

/**
 * How long after an operator's resume guard-reputation does not pause the scope; ms. It is the time
 * between two of its runs, so that a run which had read the counts before the resume does not undo
 * it.
 */
export const resumeHoldsMs = 5 * 60_000;

/** Whether an operator's resume still keeps guard-reputation from pausing the scope. */
export const holdsAgainstGuard = (resume: Resume | undefined, nowMs: number): boolean =>
  resume !== undefined && resume.by === 'operator' && nowMs < resume.since + resumeHoldsMs;

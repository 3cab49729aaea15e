import * as z from 'zod/mini';

/**
 * In place of a tenant's id: all mail of the pipeline's own SES account. No tenant can be called
 * so.
 */
export const everyTenant = '*';

/** The scope was paused and is not any more. */
const resumeSchema = z.object({
  by: z.enum(['operator', 'guard']),
  /** Epoch milliseconds. */
  since: z.number(),
  /** One sentence for people. */
  why: z.string(),
  /**
   * Whether all mail that was held under the pause is on its way, and none can be held any more.
   */
  released: z.boolean(),
});

/** The attribute `resumes` of a tenant's item: the last resume of each scope. */
export const resumesSchema = z.record(z.string(), resumeSchema);

export type Resume = z.infer<typeof resumeSchema>;

/**
 * After the operator's word to go on, guard-reputation does not pause the scope for this long,
 * whatever it counts.
 */
export const resumeHoldsMs = 24 * 3_600_000;

/** Whether an operator's resume still stands above what guard-reputation counts. */
export const holdsAgainstGuard = (resume: Resume | undefined, nowMs: number): boolean =>
  resume !== undefined && resume.by === 'operator' && nowMs < resume.since + resumeHoldsMs;

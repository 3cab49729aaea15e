import * as z from 'zod/mini';
import type { Stream } from '../email/streams.ts';

/**
 * The scope of a pause that stops all mail of a tenant. Any other scope but {@link switchedOff} and
 * {@link pausedBySes} is the name of a stream.
 */
export const wholeTenant = '*';

/**
 * The scope of a pause that stops all mail of a tenant because its settings switch it off; whoever
 * may change the settings may end it, and no other pause.
 */
export const switchedOff = 'switched-off';

/**
 * The scope of a pause that stops all mail of a tenant because SES lets its SES tenant send nothing.
 * Only SES ends it: nobody's resume of another scope does.
 */
export const pausedBySes = 'by-ses';

const wholeScopes: readonly string[] = [wholeTenant, switchedOff, pausedBySes];

/** Whether a pause of this scope stops all mail of a tenant. */
export const isWholeScope = (scope: string): boolean => wholeScopes.includes(scope);

/** Who can pause and resume. */
export const pausers = ['operator', 'guard', 'ses'] as const;

/** Who has paused, as people read it. */
export const pauserText: Readonly<Record<(typeof pausers)[number], string>> = {
  operator: 'the operator',
  guard: 'the guard',
  ses: 'SES',
};

/** Reason of the pause that is left of a tenant that was removed, where nobody gives another. */
export const removalWhy = 'the tenant was removed';

const pauseSchema = z.object({
  /** Who paused. The guard ends only pauses of its own. */
  by: z.enum(pausers),
  /** Name of the operator; absent where it was not given. */
  person: z.optional(z.string()),
  /** Start of the pause; epoch ms. */
  since: z.number(),
  /** Reason, one sentence for people. */
  why: z.string(),
});

/**
 * The attribute `pauses` of a tenant's item: from scope to the pause under which its mail is held.
 */
export const pausesSchema = z.record(z.string(), pauseSchema);

export type Pause = z.infer<typeof pauseSchema>;

export type Pauses = Readonly<Record<string, Pause>>;

/** The pause that applies to mail of this stream; the whole tenant's takes precedence. */
export const pauseOf = (pauses: Pauses, stream: Stream): Pause | undefined =>
  pauses[wholeTenant] ?? pauses[switchedOff] ?? pauses[pausedBySes] ?? pauses[stream];

/**
 * The pauses that apply to the mail of a tenant that sends with the pipeline's account.
 *
 * @param ofAll - pauses of all its tenants
 * @param isNamed - whether the tenant names an SES tenant of its own, so that the one of all is not
 * its own
 */
export const withPausesOfAll = (own: Pauses, ofAll: Pauses, isNamed: boolean): Pauses => {
  const { [pausedBySes]: bySes, ...others } = ofAll;
  return { ...own, ...others, ...(isNamed || bySes === undefined ? {} : { [pausedBySes]: bySes }) };
};

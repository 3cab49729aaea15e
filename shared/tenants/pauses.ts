import * as z from 'zod/mini';
import type { Stream } from '../email/streams.ts';

/**
 * The scope of a pause that stops all mail of a tenant. Any other scope but {@link switchedOff} is
 * the name of a stream.
 */
export const wholeTenant = '*';

/**
 * The scope of a pause that stops all mail of a tenant because its settings switch it off; whoever
 * may change the settings may end it, and no other pause.
 */
export const switchedOff = 'switched-off';

/** Whether a pause of this scope stops all mail of a tenant. */
export const isWholeScope = (scope: string): boolean =>
  scope === wholeTenant || scope === switchedOff;

/** Reason of the pause that is left of a tenant that was removed, where nobody gives another. */
export const removalWhy = 'the tenant was removed';

const pauseSchema = z.object({
  /** Who paused. The guard ends only pauses of its own. */
  by: z.enum(['operator', 'guard']),
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
  pauses[wholeTenant] ?? pauses[switchedOff] ?? pauses[stream];

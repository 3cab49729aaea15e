import * as z from 'zod/mini';
import type { Stream } from '../email/streams.ts';

/**
 * The scope of a pause that stops all mail of a tenant; any other scope is the name of a stream.
 */
export const wholeTenant = '*';

const pauseSchema = z.object({
  /** The guard lifts only pauses of its own. */
  by: z.enum(['operator', 'guard']),
  /** Epoch milliseconds. */
  since: z.number(),
  /** One sentence for people. */
  why: z.string(),
});

/** The attribute `pauses` of a tenant's item: which of its mail is held, from scope to reason. */
export const pausesSchema = z.record(z.string(), pauseSchema);

export type Pause = z.infer<typeof pauseSchema>;

export type Pauses = Readonly<Record<string, Pause>>;

/** The pause that holds mail of this stream; that of the whole tenant goes first. */
export const pauseOf = (pauses: Pauses, stream: Stream): Pause | undefined =>
  pauses[wholeTenant] ?? pauses[stream];

import type { Lane } from '../email/streams.ts';

/**
 * Mail of an account that has no slot soon does not keep its run, where mail of other accounts would
 * wait behind it. It goes back to its queue, in a line: the ledger keeps the end of the line, and
 * each mail stays hidden until its turn, when slots of its account are free. So a mail is received
 * about twice, however long the line is, and its order is kept.
 */

/** A place in the line. */
export interface LinePlace {
  readonly lane: Lane;
  readonly nowMs: number;
  /** Time by which the mail moves the line; ms. */
  readonly durationMs: number;
}

/**
 * Longest line; ms. Mail beyond it comes again in the meantime, because the rate may have risen by
 * then.
 */
export const longestLineMs = 15 * 60_000;

/**
 * The line with another place at its end; epoch ms.
 *
 * @param endMs - end of the line so far; undefined when there never was one
 * @returns the begin of the place, and the new end; undefined when the line is too long
 */
export const withPlace = (
  endMs: number | undefined,
  { nowMs, durationMs }: LinePlace,
): { readonly startMs: number; readonly endMs: number } | undefined => {
  const startMs = Math.max(endMs ?? nowMs, nowMs);
  return startMs > nowMs + longestLineMs ? undefined : { startMs, endMs: startMs + durationMs };
};

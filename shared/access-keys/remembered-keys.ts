import { LRUCache } from 'lru-cache';
import { turnsPerSecond } from '../system/turns.ts';
import { accessKeyIdForm, keyState } from './access-key.ts';
import type { FindAccessKey, FoundKey } from './ports.ts';

/** Time that a door keeps what it read of a key; ms. A revocation is in force after it. */
const keyKeptMs = 60_000;
/** Time that a door keeps that there is no such key; ms. */
const unknownKeptMs = 10_000;
/** Most keys, and most unknown ids, that a door keeps. */
const mostKept = 10_000;
/** Most look-ups in a second of ids that the door has not seen before. */
export const mostNewIdsPerSecond = 50;

/**
 * More ids are asked for than are looked up in a second. The door answers a temporary failure:
 * whether the id exists is not known.
 */
export class TooManyNewIds extends Error {
  override readonly name = 'TooManyNewIds';

  constructor() {
    super('More unknown access key ids are asked for than are looked up in a second.');
  }
}

/**
 * Keeps what a door has read of keys, so that each mail costs no read. Concurrent callers share one
 * look-up, and failures are not kept.
 *
 * Ids that nobody has are bounded: one that has not the form of an id is never looked up, and of ids
 * that were not found before so many in a second. They are kept apart from the keys, which they can
 * neither push out nor keep from being read again.
 *
 * @param now - epoch ms
 */
export const rememberedKeys = (find: FindAccessKey, now: () => number): FindAccessKey => {
  const options = { max: mostKept, ttlResolution: 0, perf: { now } };
  const unknown = new LRUCache<string, true>({ ...options, ttl: unknownKeptMs });
  const takeTurn = turnsPerSecond(mostNewIdsPerSecond, now);
  const keys = new LRUCache<string, FoundKey>({
    ...options,
    ttl: keyKeptMs,
    fetchMethod: async (id, before) => {
      if (before === undefined && !takeTurn()) throw new TooManyNewIds();
      const found = await find(id);
      if (found.kind !== 'unknown') return found;
      unknown.set(id, true);
      return undefined;
    },
  });
  return async (id) => {
    if (!accessKeyIdForm.test(id) || unknown.has(id)) return { kind: 'unknown' };
    return stillFound((await keys.fetch(id)) ?? { kind: 'unknown' }, now());
  };
};

/** A key may have expired since it was read. */
const stillFound = (found: FoundKey, nowMs: number): FoundKey => {
  if (found.kind !== 'found') return found;
  const state = keyState(found.key, nowMs);
  return state === 'valid' ? found : { kind: state };
};

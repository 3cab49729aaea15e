import { LRUCache } from 'lru-cache';
import { type BackOff, backOffMs } from '../../shared/system/back-off.ts';

/** Most addresses, users and pairs of both that are remembered; each kind by itself. */
const mostKept = 10_000;
/** Failures are forgotten this long after the last one; ms. */
const failuresKeptMs = 15 * 60_000;
/** Who has logged in from an address is not held up there for this long; ms. */
const trustedMs = 24 * 3_600_000;
/** Failures without a consequence: a person mistypes, a program is set up. */
const freeOfUser = 5;
/** Many users may come from one address. */
const freeOfAddress = 20;
const backOff: BackOff = { firstMs: 1_000, lastMs: 60_000 };

/** Who tries to log in. */
export interface Login {
  readonly user: string;
  readonly address: string;
}

/** Holds up those who guess passwords. */
export interface LoginGuard {
  /** Whether a login may be tried now; a held-up one is answered as a temporary failure. */
  readonly mayTry: (login: Login) => boolean;
  readonly failed: (login: Login) => void;
  readonly succeeded: (login: Login) => void;
}

interface Failures {
  readonly count: number;
  readonly lastMs: number;
}

/**
 * Counts failed logins by address and by user, and holds both up for longer and longer: a second,
 * doubled with each failure up to a minute. A user that logged in from an address within a day is
 * not held up there, so that a guesser stops nobody else.
 *
 * @param now - epoch ms
 */
export const loginGuard = (now: () => number): LoginGuard => {
  const options = { max: mostKept, ttlResolution: 0, perf: { now } };
  const ofUser = new LRUCache<string, Failures>({ ...options, ttl: failuresKeptMs });
  const ofAddress = new LRUCache<string, Failures>({ ...options, ttl: failuresKeptMs });
  const trusted = new LRUCache<string, true>({ ...options, ttl: trustedMs });
  const isHeldUp = (failures: Failures | undefined, free: number): boolean =>
    failures !== undefined &&
    failures.count > free &&
    now() < failures.lastMs + backOffMs(backOff, failures.count - free);
  const count = (cache: LRUCache<string, Failures>, name: string): void =>
    void cache.set(name, { count: (cache.get(name)?.count ?? 0) + 1, lastMs: now() });
  return {
    mayTry: ({ user, address }) =>
      trusted.has(pairOf({ user, address })) ||
      (!isHeldUp(ofUser.get(user), freeOfUser) && !isHeldUp(ofAddress.get(address), freeOfAddress)),
    failed: ({ user, address }) => {
      count(ofUser, user);
      count(ofAddress, address);
    },
    succeeded: (login) => void trusted.set(pairOf(login), true),
  };
};

const pairOf = ({ user, address }: Login): string => `${address} ${user}`;

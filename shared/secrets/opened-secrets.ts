import { LRUCache } from 'lru-cache';
import type { SecretBox, SecretContext } from './ports.ts';

/** Most opened secrets that a container keeps. */
const mostOpened = 1_000;
/** Time that a container keeps an opened secret; ms. A revoked key takes effect after it. */
const openedForMs = 5 * 60_000;

/**
 * Opens secrets, and keeps each open for five minutes. Concurrent callers share one request to
 * the key. Failures are not kept.
 *
 * @param now - epoch ms
 */
export const openedSecrets = ({ open }: SecretBox, now: () => number): SecretBox['open'] => {
  const cache = new LRUCache<string, string, SecretContext>({
    max: mostOpened,
    ttl: openedForMs,
    ttlResolution: 0,
    perf: { now },
    fetchMethod: (name, _, { context }) => open(sealedIn(name), context),
  });
  return (sealed, context) => cache.forceFetch(nameOf(sealed, context), { context });
};

/** A sealed secret has no white space; the context may. */
const nameOf = (sealed: string, { tenant, purpose }: SecretContext): string =>
  `${sealed} ${JSON.stringify([tenant, purpose])}`;

const sealedIn = (name: string): string => name.slice(0, name.indexOf(' '));

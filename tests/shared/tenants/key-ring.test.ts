import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { previousKeptMs, type StoredKey } from '../../../shared/tenants/credentials.ts';
import { keyRing } from '../../../shared/tenants/key-ring.ts';

const setAtMs = 1_790_000_000_000;
const key = (letter: string): StoredKey => ({
  accessKeyId: `AKIA${letter.repeat(16)}`,
  secret: `v1.${letter}.b.c`,
  setAt: setAtMs,
});
const [current, previous] = [key('B'), key('A')];

const ringOf = (credentials: Parameters<typeof keyRing>[0], nowMs = setAtMs) => {
  const clock = { nowMs };
  return { ...keyRing(credentials, () => clock.nowMs), clock };
};

describe('keyRing', () => {
  it('signs with the present key', () => {
    expect(ringOf({ current, previous }).next()).toBe(current);
  });

  it('signs with the key before for a minute after the present one was refused', () => {
    const { next, refuse, clock } = ringOf({ current, previous });

    expect(refuse(current)).toBe(true);
    expect(next()).toBe(previous);
    clock.nowMs += 59_999;
    expect(next()).toBe(previous);
    clock.nowMs += 1;
    expect(next()).toBe(current);
  });

  it('has no other key when there is none, or it is over, or it was refused too', () => {
    const alone = ringOf({ current });
    expect(alone.refuse(current)).toBe(false);
    expect(alone.next()).toBe(current);

    const over = ringOf({ current, previous }, setAtMs + previousKeptMs);
    expect(over.refuse(current)).toBe(false);
    expect(over.next()).toBe(current);

    const both = ringOf({ current, previous });
    both.refuse(current);
    expect(both.refuse(previous)).toBe(false);
    expect(both.next()).toBe(current);
  });

  it('gives a key that is in use, and the same to all who ask until one is refused', () => {
    const steps = fc.array(
      fc.record({ laterMs: fc.nat({ max: previousKeptMs / 3 }), isRefused: fc.boolean() }),
    );
    fc.assert(
      fc.property(steps, (all) => {
        const { next, refuse, clock } = ringOf({ current, previous });
        for (const { laterMs, isRefused } of all) {
          clock.nowMs += laterMs;
          const taken = next();
          expect(next()).toBe(taken);
          expect(taken === current || clock.nowMs < setAtMs + previousKeptMs).toBe(true);
          if (isRefused && refuse(taken)) expect(next()).not.toBe(taken);
        }
      }),
    );
  });
});

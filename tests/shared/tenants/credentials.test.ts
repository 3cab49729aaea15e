import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import * as z from 'zod/mini';
import {
  changeCredentials,
  credentialsSchema,
  describeCredentials,
  previousInUse,
  previousKeptMs,
  type StoredCredentials,
  type StoredKey,
  secretPlaceholder,
} from '../../../shared/tenants/credentials.ts';

const nowMs = 1_790_000_000_000;
const secret = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
const key = (letter: string, setAt = nowMs): StoredKey => ({
  accessKeyId: `AKIA${letter.repeat(16)}`,
  secret: `v1.${letter}.b.c`,
  setAt,
});
const idOf = (letter: string) => key(letter).accessKeyId;

/** Carries a wish out as the adapter does: `sealed-<id>` stands for the sealed secret. */
const written = (
  stored: StoredCredentials | undefined,
  letter: string,
  secretAccessKey = secret,
  atMs = nowMs,
  dropPrevious = false,
): StoredCredentials | undefined => {
  const wish = { accessKeyId: idOf(letter), secretAccessKey, dropPrevious };
  const change = changeCredentials(stored, wish, atMs);
  switch (change.kind) {
    case 'new':
      return change.sealed(`v1.${letter}.b.c`);
    case 'dropped':
      return change.credentials;
    case 'unchanged':
      return stored;
    case 'refused':
      throw new Error(change.problem);
  }
};

describe('changeCredentials', () => {
  it('stores a first key', () => {
    expect(written(undefined, 'A')).toEqual({ current: key('A') });
  });

  it('moves the present key to previous when another comes', () => {
    expect(written({ current: key('A', 1) }, 'B')).toEqual({
      current: key('B'),
      previous: key('A', 1),
    });
  });

  it('keeps two keys at most', () => {
    expect(written({ current: key('B', 2), previous: key('A', 1) }, 'C')).toEqual({
      current: key('C'),
      previous: key('B', 2),
    });
  });

  it('corrects the secret of the same key in its place, and keeps the key before', () => {
    const stored = {
      current: { ...key('B', nowMs - 5), secret: 'v1.x.y.z' },
      previous: key('A', 1),
    };

    expect(written(stored, 'B')).toEqual({ current: key('B'), previous: key('A', 1) });
  });

  it('changes nothing by the placeholder', () => {
    const stored = { current: key('B', nowMs - 5), previous: key('A', 1) };
    const wish = { accessKeyId: idOf('B'), secretAccessKey: secretPlaceholder };

    expect(changeCredentials(stored, wish, nowMs)).toEqual({
      kind: 'unchanged',
      credentials: stored,
    });
  });

  it.each([
    ['none is stored', undefined, 'B'],
    ['another key is stored', { current: key('A') }, 'B'],
    ['it is that of the key before', { current: key('B'), previous: key('A') }, 'A'],
  ])('refuses the placeholder when %s', (_, stored, letter) => {
    const wish = { accessKeyId: idOf(letter), secretAccessKey: secretPlaceholder };

    expect(changeCredentials(stored, wish, nowMs)).toEqual({
      kind: 'refused',
      problem: expect.stringContaining('give the secret of this key'),
    });
  });

  it('forgets the key before when it is over, whatever is written', () => {
    const stored = { current: key('B', nowMs - previousKeptMs), previous: key('A', 1) };

    expect(written(stored, 'B', secretPlaceholder)).toEqual({ current: stored.current });
    expect(written(stored, 'B')).toEqual({ current: key('B') });
  });

  it('forgets the key before on wish', () => {
    const stored = { current: key('B', nowMs - 5), previous: key('A', 1) };

    expect(written(stored, 'B', secretPlaceholder, nowMs, true)).toEqual({
      current: stored.current,
    });
    expect(written(stored, 'C', secret, nowMs, true)).toEqual({ current: key('C') });
  });

  it.each([
    ['no id', 'AKIA 1', secret, /^accessKeyId: is no access key id/],
    ['a temporary key', `ASIA${'A'.repeat(16)}`, secret, /role/],
    ['a secret with a blank', idOf('A'), `${secret} `, /^secretAccessKey: is no secret/],
    ['no secret', idOf('A'), '', /^secretAccessKey: is no secret/],
    ['dots for a secret', idOf('A'), '••••••••', /^secretAccessKey: is no secret/],
  ])('refuses %s, and shows no value', (_, accessKeyId, secretAccessKey, problem) => {
    const change = changeCredentials(undefined, { accessKeyId, secretAccessKey }, nowMs);

    expect(change).toEqual({ kind: 'refused', problem: expect.stringMatching(problem) });
    expect(JSON.stringify(change)).not.toContain('wJalr');
  });

  it('never holds a secret in plain, keeps two different keys at most, and is repeated without effect', () => {
    const wishes = fc.array(
      fc.record({
        letter: fc.constantFrom('A', 'B', 'C'),
        isPlaceholder: fc.boolean(),
        dropPrevious: fc.boolean(),
        laterMs: fc.nat({ max: previousKeptMs }),
      }),
      { maxLength: 12 },
    );

    fc.assert(
      fc.property(wishes, (all) => {
        let stored: StoredCredentials | undefined;
        let atMs = nowMs;
        for (const { letter, isPlaceholder, dropPrevious, laterMs } of all) {
          atMs += laterMs;
          if (isPlaceholder && stored?.current.accessKeyId !== idOf(letter)) continue;
          const given = isPlaceholder ? secretPlaceholder : secret;
          const next = written(stored, letter, given, atMs, dropPrevious);
          expect(z.safeParse(credentialsSchema, next).success).toBe(true);
          expect(next?.current.accessKeyId).toBe(idOf(letter));
          expect(next?.previous?.accessKeyId).not.toBe(idOf(letter));
          expect(JSON.stringify(next)).not.toContain(secret);
          expect(written(next, letter, given, atMs, dropPrevious)).toEqual(next);
          expect(written(next, letter, secretPlaceholder, atMs)).toEqual(next);
          stored = next;
        }
      }),
    );
  });
});

describe('describeCredentials', () => {
  it('tells ids, ages and until when the key before is in use, and no secret', () => {
    const stored = { current: key('B', nowMs - 3_600_000), previous: key('A', nowMs - 90_000_000) };

    expect(describeCredentials(stored, nowMs)).toEqual({
      accessKeyId: idOf('B'),
      secretAccessKey: '********',
      setAt: '2026-09-21T13:13:20.000Z',
      ageDays: 0,
      previous: {
        accessKeyId: idOf('A'),
        setAt: '2026-09-20T13:13:20.000Z',
        until: '2026-09-22T13:13:20.000Z',
      },
    });
  });

  it('tells the age in full days, and nothing of a key before that is over', () => {
    const stored = { current: key('B', nowMs - 90 * 86_400_000 - 1), previous: key('A', 1) };

    expect(describeCredentials(stored, nowMs)).toEqual({
      accessKeyId: idOf('B'),
      secretAccessKey: secretPlaceholder,
      setAt: expect.any(String),
      ageDays: 90,
    });
    expect(previousInUse(stored, nowMs)).toBeUndefined();
  });

  it('shows nothing of a sealed secret either', () => {
    const stored = { current: key('B'), previous: key('A') };

    expect(JSON.stringify(describeCredentials(stored, nowMs))).not.toMatch(/v1\./);
  });
});

import { describe, expect, it } from '@jest/globals';
import type { KeyRing } from '../../../shared/unsubscribe/key-ring.ts';
import { makingRing, ringLivesMs } from '../../../shared/unsubscribe/making-ring.ts';
import type { KeyRings } from '../../../shared/unsubscribe/ports.ts';
import { rememberRing } from '../../../shared/unsubscribe/remembered-ring.ts';

const memoryRings = () => {
  let ring: KeyRing | undefined;
  const counts = { reads: 0 };
  const rings: KeyRings = {
    read: async () => {
      counts.reads += 1;
      return ring;
    },
    add: async (after, secret, atMs) => {
      if ((ring?.newest ?? 0) !== after) return false;
      ring = {
        newest: after + 1,
        secrets: new Map(ring?.secrets).set(after + 1, secret),
        madeAtMs: new Map(ring?.madeAtMs).set(after + 1, atMs),
      };
      return true;
    },
  };
  return { rings, counts };
};
const newSecret = (bytes: number) => new Uint8Array(bytes).fill(7);
const tools = { newSecret, now: () => 0 };

describe('makingRing', () => {
  it('makes the first secret where there is none, once for all that ask at once', async () => {
    const { rings, counts } = memoryRings();
    const findRing = makingRing(rings, tools);

    const found = await Promise.all([findRing(), findRing(), findRing()]);

    expect(found.map(({ newest }) => newest)).toEqual([1, 1, 1]);
    expect(counts.reads).toBe(2);
  });

  it('uses the secret of whoever was first', async () => {
    const { rings } = memoryRings();
    await rings.add(0, new Uint8Array(32).fill(1), 0);
    const ring = await makingRing(rings, tools)();

    expect(ring.secrets.get(1)).toEqual(new Uint8Array(32).fill(1));
  });

  it('asks again after a failure', async () => {
    const { rings } = memoryRings();
    let isDown = true;
    const read = async () => {
      if (isDown) throw new Error('down');
      return rings.read();
    };
    const findRing = makingRing({ ...rings, read }, tools);

    await expect(findRing()).rejects.toThrow('down');
    isDown = false;
    expect((await findRing()).newest).toBe(1);
  });

  it('makes tokens with an added secret within the hour, and reads once an hour', async () => {
    const { rings, counts } = memoryRings();
    let nowMs = 0;
    const findRing = makingRing(rings, { newSecret, now: () => nowMs });
    await rings.add(0, newSecret(32), 0);
    await findRing();
    await rings.add(1, newSecret(32), 0);

    nowMs = ringLivesMs - 1;
    expect((await findRing()).newest).toBe(1);
    nowMs = ringLivesMs;
    expect((await findRing()).newest).toBe(2);
    for (let time = 0; time < 100; time += 1) await findRing();
    expect(counts.reads).toBe(2);
  });

  it('goes on with the ring that it knows when the table cannot be reached', async () => {
    const { rings } = memoryRings();
    let nowMs = 0;
    let isDown = false;
    const read = async () => {
      if (isDown) throw new Error('down');
      return rings.read();
    };
    const findRing = makingRing({ ...rings, read }, { newSecret, now: () => nowMs });
    await findRing();
    isDown = true;

    nowMs = ringLivesMs;
    expect((await findRing()).newest).toBe(1);
  });
});

describe('rememberRing', () => {
  it('reads anew after a reading that failed, and never takes it for a ring without secrets', async () => {
    const { rings } = memoryRings();
    await rings.add(0, newSecret(32), 0);
    let isDown = true;
    const read = async () => {
      if (isDown) throw new Error('down');
      return rings.read();
    };
    const findRing = rememberRing(read, () => 0);

    for (let time = 0; time < 3; time += 1) await expect(findRing(1)).rejects.toThrow('down');
    isDown = false;
    expect((await findRing(1))?.newest).toBe(1);
  });

  it('reads once for all that ask at once, and gives each of them the ring', async () => {
    const { rings, counts } = memoryRings();
    await rings.add(0, newSecret(32), 0);
    const findRing = rememberRing(rings.read, () => 0);

    const found = await Promise.all([findRing(1), findRing(2), findRing(1)]);

    expect(found.map((ring) => ring?.newest)).toEqual([1, 1, 1]);
    expect(counts.reads).toBe(1);
  });

  it('reads anew for a number that it lacks, at most once a minute', async () => {
    const { rings, counts } = memoryRings();
    let nowMs = 0;
    const findRing = rememberRing(rings.read, () => nowMs);
    await rings.add(0, newSecret(32), 0);
    await findRing(1);
    await rings.add(1, newSecret(32), 0);

    for (let time = 0; time < 100; time += 1) await findRing(2);
    expect(counts.reads).toBe(1);
    nowMs = 60_000;
    expect((await findRing(2))?.newest).toBe(2);
    for (let time = 0; time < 100; time += 1) await findRing(time % 3);
    expect(counts.reads).toBe(2);
  });
});

import { describe, expect, it } from '@jest/globals';
import { fetchInTurn, NoRoomLeft } from '../../../functions/send-email/fetch-in-turn.ts';
import type { FetchObject } from '../../../shared/messages/queue-ports.ts';

/** Objects of so many bytes as their key says, and what was read of them. */
const store = () => {
  const read: number[] = [];
  const fetchObject: FetchObject = async (_, key, roomBytes = Infinity) => {
    if (key === 'none') return undefined;
    if (key === 'unreachable') throw new Error('unreachable');
    const bytes = Number(key);
    if (bytes > 1_000) return 'too-large';
    if (bytes > roomBytes) return { kind: 'no-room', bytes };
    read.push(bytes);
    return new Uint8Array(bytes);
  };
  return { read, fetchObject };
};

const outcomesOf = async (limitBytes: number, keys: readonly string[]) => {
  const { read, fetchObject } = store();
  const fetch = fetchInTurn(fetchObject, limitBytes);
  const outcomes = await Promise.all(
    keys.map((key) =>
      fetch('bucket', key).then(
        (object) => (object instanceof Uint8Array ? object.byteLength : object),
        (error: unknown) => (error instanceof NoRoomLeft ? 'later' : 'failed'),
      ),
    ),
  );
  return { outcomes, read };
};

describe('fetchInTurn', () => {
  it.each([
    ['exactly the limit', 100, ['40', '60'], [40, 60]],
    ['not a byte more', 100, ['40', '61'], [40, 'later']],
    ['a small one after one that had no room', 100, ['40', '61', '60'], [40, 'later', 60]],
    ['the first, whatever its size', 100, ['700', '1'], [700, 'later']],
    ['what is too large for any mail', 100, ['2000', '50', '2000'], ['too-large', 50, 'too-large']],
    ['what is not there or fails', 100, ['none', 'unreachable', '9'], [undefined, 'failed', 9]],
  ])('fetches %s', async (_, limitBytes, keys, outcomes) => {
    expect((await outcomesOf(limitBytes, keys)).outcomes).toEqual(outcomes);
  });

  it('tells what is too large for its caller from what has no room beside the others', async () => {
    const { read, fetchObject } = store();
    const fetch = fetchInTurn(fetchObject, 100);

    expect(await fetch('bucket', '51', 50)).toEqual({ kind: 'no-room', bytes: 51 });
    expect(await fetch('bucket', '50', 50)).toHaveLength(50);
    expect(await fetch('bucket', '51', 50)).toEqual({ kind: 'no-room', bytes: 51 });
    expect(await fetch('bucket', '10', 50)).toHaveLength(10);
    await expect(fetch('bucket', '41', 50)).rejects.toThrow(NoRoomLeft);
    expect(read).toEqual([50, 10]);
  });

  it('reads nothing of what has no room', async () => {
    expect((await outcomesOf(100, ['90', '90', '90', '10'])).read).toEqual([90, 10]);
  });
});

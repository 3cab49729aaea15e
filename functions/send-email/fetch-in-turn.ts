import type { FetchObject } from '../../shared/messages/queue-ports.ts';

/** The objects fetched so far fill the memory limit; the rest is left to another run. */
export class NoRoomLeft extends Error {
  override readonly name = 'NoRoomLeft';
}

/**
 * Fetches objects one after the other, up to `limitBytes` in all. The first is fetched whatever its
 * size, so that every object gets through in some run.
 *
 * @returns a port that rejects with {@link NoRoomLeft} for an object that does not fit beside those
 * already fetched; nothing of it is read
 */
export const fetchInTurn = (fetchObject: FetchObject, limitBytes: number): FetchObject => {
  let fetchedBytes = 0;
  let turn: Promise<unknown> = Promise.resolve();
  const fetchNext: FetchObject = async (bucket, key, mostBytes = Number.POSITIVE_INFINITY) => {
    const leftBytes = fetchedBytes === 0 ? mostBytes : Math.max(0, limitBytes - fetchedBytes);
    const object = await fetchObject(bucket, key, Math.min(leftBytes, mostBytes));
    if (object instanceof Uint8Array) fetchedBytes += object.byteLength;
    else if (typeof object === 'object' && leftBytes < mostBytes)
      throw new NoRoomLeft('The objects of this batch fill the memory set aside for them.');
    return object;
  };
  return (bucket, key, mostBytes) => {
    const fetched = turn.then(() => fetchNext(bucket, key, mostBytes));
    turn = fetched.catch(() => undefined);
    return fetched;
  };
};

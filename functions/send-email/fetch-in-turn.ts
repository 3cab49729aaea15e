import type { FetchObject } from '../../shared/messages/queue-ports.ts';

/** As much has been fetched as memory holds; the rest is for another run. */
export class NoRoomLeft extends Error {
  override readonly name = 'NoRoomLeft';
}

/**
 * Fetches one object after the other, as long as they come to `limitBytes` at most. The first is
 * fetched whatever its size, so that every object has its run.
 *
 * @returns a port that rejects with {@link NoRoomLeft} for an object that has no room beside the
 * others; nothing of it is read
 */
export const fetchInTurn = (fetchObject: FetchObject, limitBytes: number): FetchObject => {
  let fetchedBytes = 0;
  let turn: Promise<unknown> = Promise.resolve();
  const fetchNext: FetchObject = async (bucket, key, mostBytes = Number.POSITIVE_INFINITY) => {
    const leftBytes = fetchedBytes === 0 ? mostBytes : Math.max(0, limitBytes - fetchedBytes);
    const object = await fetchObject(bucket, key, Math.min(leftBytes, mostBytes));
    if (object === 'no-room' && leftBytes < mostBytes)
      throw new NoRoomLeft('The objects of this batch fill the memory meant for them.');
    if (object instanceof Uint8Array) fetchedBytes += object.byteLength;
    return object;
  };
  return (bucket, key, mostBytes) => {
    const fetched = turn.then(() => fetchNext(bucket, key, mostBytes));
    turn = fetched.catch(() => undefined);
    return fetched;
  };
};

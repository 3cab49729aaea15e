import type { FetchObject } from '../ports.ts';

/** As much has been fetched as memory holds; the rest is for another run. */
export class NoRoomLeft extends Error {
  override readonly name = 'NoRoomLeft';
}

/**
 * Fetches one object after the other, until more than `limitBytes` have been.
 *
 * @returns a port that rejects with {@link NoRoomLeft} from then on
 */
export const fetchInTurn = (fetchObject: FetchObject, limitBytes: number): FetchObject => {
  let fetchedBytes = 0;
  let turn: Promise<unknown> = Promise.resolve();
  const fetchNext: FetchObject = async (bucket, key) => {
    if (fetchedBytes > limitBytes)
      throw new NoRoomLeft('The objects of this batch fill the memory meant for them.');
    const object = await fetchObject(bucket, key);
    if (object instanceof Uint8Array) fetchedBytes += object.byteLength;
    return object;
  };
  return (bucket, key) => {
    const fetched = turn.then(() => fetchNext(bucket, key));
    turn = fetched.catch(() => undefined);
    return fetched;
  };
};

/** Whether a write was refused by its condition. */
const isConditionFailure = (error: unknown): boolean =>
  error instanceof Error && error.name === 'ConditionalCheckFailedException';

/**
 * What a conditional write resolves to; undefined when its condition does not hold. Rejects with
 * every other error.
 */
export const ifHolds = async <Output>(write: Promise<Output>): Promise<Output | undefined> => {
  try {
    return await write;
  } catch (error) {
    if (isConditionFailure(error)) return undefined;
    throw error;
  }
};

/**
 * Whether a conditional write was done: false when its condition does not hold. Rejects with every
 * other error.
 */
export const isDone = async (write: Promise<unknown>): Promise<boolean> =>
  (await ifHolds(write.then(() => true))) === true;

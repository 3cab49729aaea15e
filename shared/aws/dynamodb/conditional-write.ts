/** Whether a write failed because its condition does not hold. */
const isConditionFailure = (error: unknown): boolean =>
  error instanceof Error && error.name === 'ConditionalCheckFailedException';

/**
 * Resolves to the result of a conditional write, or to undefined when its condition does not hold.
 * Rejects with every other error.
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
 * Resolves to whether a conditional write was made; false when its condition does not hold. Rejects
 * with every other error.
 */
export const isDone = async (write: Promise<unknown>): Promise<boolean> =>
  (await ifHolds(write.then(() => true))) === true;

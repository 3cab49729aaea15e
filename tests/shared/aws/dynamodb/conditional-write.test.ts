import { describe, expect, it } from '@jest/globals';
import { ifHolds, isDone } from '../../../../shared/aws/dynamodb/conditional-write.ts';

const failed = (name: string) => Promise.reject(Object.assign(new Error('no'), { name }));
const refused = () => failed('ConditionalCheckFailedException');

describe('conditional-write', () => {
  it('resolves to what the write does', async () => {
    expect(await ifHolds(Promise.resolve({ a: 1 }))).toEqual({ a: 1 });
    expect(await isDone(Promise.resolve({}))).toBe(true);
  });

  it('is done even where the write returns nothing', async () => {
    expect(await isDone(Promise.resolve(undefined))).toBe(true);
  });

  it('was not done when its condition does not hold', async () => {
    expect(await ifHolds(refused())).toBeUndefined();
    expect(await isDone(refused())).toBe(false);
  });

  it.each(['TransactionCanceledException', 'ThrottlingException', 'ValidationException'])(
    'rejects with every other error: %s',
    async (name) => {
      await expect(ifHolds(failed(name))).rejects.toMatchObject({ name });
      await expect(isDone(failed(name))).rejects.toMatchObject({ name });
    },
  );
});

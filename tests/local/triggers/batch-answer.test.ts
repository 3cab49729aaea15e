import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { judgeBatch, readBatchAnswer } from '../../../local/triggers/batch-answer.ts';

const batch = new Set(['a', 'b', 'c']);

describe('batch-answer', () => {
  it.each([
    ['null', 'null'],
    ['an empty object', '{}'],
    ['an empty list', '{"batchItemFailures":[]}'],
    ['no list', '{"batchItemFailures":null}'],
    ['something else', '{"statusCode":200}'],
  ])('deletes every message when the function answers %s', (_, payload) => {
    expect(readBatchAnswer(payload, batch)).toEqual({ kind: 'delete-all' });
  });

  it.each([
    ['one', '{"batchItemFailures":[{"itemIdentifier":"b"}]}', ['b']],
    [
      'the same one twice',
      '{"batchItemFailures":[{"itemIdentifier":"b"},{"itemIdentifier":"b"}]}',
      ['b'],
    ],
    [
      'all',
      '{"batchItemFailures":[{"itemIdentifier":"c"},{"itemIdentifier":"a"},{"itemIdentifier":"b"}]}',
      ['c', 'a', 'b'],
    ],
    [
      'one, with more to say about it',
      '{"batchItemFailures":[{"itemIdentifier":"a","why":"x"}],"more":1}',
      ['a'],
    ],
  ])('keeps the messages that the function names: %s', (_, payload, keep) => {
    expect(readBatchAnswer(payload, batch)).toEqual({ kind: 'keep-some', keep: new Set(keep) });
  });

  it.each([
    ['no JSON', '{"batchItemFailures":['],
    ['nothing', ''],
    ['text', '"ok"'],
    ['a number', '1'],
    ['a list', '[]'],
    ['a list that is none', '{"batchItemFailures":"a"}'],
    ['an empty identifier', '{"batchItemFailures":[{"itemIdentifier":""}]}'],
    ['no identifier', '{"batchItemFailures":[{"itemIdentifier":null}]}'],
    ['an identifier under another key', '{"batchItemFailures":[{"messageId":"a"}]}'],
    ['an identifier that is a number', '{"batchItemFailures":[{"itemIdentifier":1}]}'],
    ['bare identifiers', '{"batchItemFailures":["a"]}'],
    ['an identifier that is not in the batch', '{"batchItemFailures":[{"itemIdentifier":"z"}]}'],
    [
      'a good and a bad identifier',
      '{"batchItemFailures":[{"itemIdentifier":"a"},{"itemIdentifier":"z"}]}',
    ],
  ])('keeps every message when the function answers %s', (_, payload) => {
    expect(readBatchAnswer(payload, batch).kind).toBe('keep-all');
  });

  it('keeps exactly the messages that are named, for every part of every batch', () =>
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.uuid(), { minLength: 1 }),
        fc.infiniteStream(fc.boolean()),
        (ids, choices) => {
          const failed = ids.filter(() => choices.next().value);
          const verdict = readBatchAnswer(
            JSON.stringify({
              batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })),
            }),
            new Set(ids),
          );

          expect(verdict).toEqual(
            failed.length === 0
              ? { kind: 'delete-all' }
              : { kind: 'keep-some', keep: new Set(failed) },
          );
        },
      ),
    ));

  it('keeps every message of a function that failed, and deletes all when answers are not looked at', () => {
    const failed = {
      kind: 'error',
      error: { errorType: 'Sandbox.Timedout', errorMessage: '' },
      requestId: '',
    } as const;
    const answered = {
      kind: 'ok',
      payload: '{"batchItemFailures":[{"itemIdentifier":"a"}]}',
      requestId: '',
    } as const;

    expect(judgeBatch(failed, batch, true)).toEqual({
      kind: 'keep-all',
      reason: 'Sandbox.Timedout',
    });
    expect(judgeBatch(failed, batch, false)).toEqual({
      kind: 'keep-all',
      reason: 'Sandbox.Timedout',
    });
    expect(judgeBatch(answered, batch, false)).toEqual({ kind: 'delete-all' });
    expect(judgeBatch(answered, batch, true)).toEqual({ kind: 'keep-some', keep: new Set(['a']) });
  });
});

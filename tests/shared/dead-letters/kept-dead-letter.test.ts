import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { diagnose } from '../../../shared/dead-letters/diagnose.ts';
import {
  keptKey,
  keptText,
  parseKeptDeadLetter,
} from '../../../shared/dead-letters/kept-dead-letter.ts';
import { basicStreams } from '../../../shared/email/streams.ts';
import { deadLetterOf } from '../../fakes/memory-dead-letters.ts';
import { lyingOf } from '../../fakes/memory-retained-queue.ts';

const keptOf = (deadLetter: ReturnType<typeof deadLetterOf>) => {
  const attributes = Object.fromEntries(
    Object.entries(deadLetter.attributes).map(([name, value]) => [name, { type: 'String', value }]),
  );
  return { ...deadLetter, attributes };
};

describe('kept dead letters', () => {
  it('read as they lay on their queue, whatever stands in them', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.dictionary(fc.stringMatching(/^[A-Za-z0-9-]{1,40}$/), fc.string()),
        fc.option(fc.string(), { nil: undefined }),
        fc.option(fc.string(), { nil: undefined }),
        (body, attributes, sourceArn, group) => {
          const deadLetter = deadLetterOf({ body, attributes, sourceArn, group });
          expect(parseKeptDeadLetter(keptText(keptOf(deadLetter)))).toEqual(deadLetter);
        },
      ),
    );
  });

  it.each([
    ['mail that the sender refused', {}],
    [
      'mail that its queue gave up',
      { attributes: {}, sourceArn: 'arn:aws:sqs:eu-west-1:1:p-bulk' },
    ],
    [
      'what SNS could not hand over',
      { queue: 'feedback-dead-letters', attributes: { ErrorCode: 'x' } },
    ],
  ])('are explained as before: %s', (_, changes) => {
    const deadLetter = deadLetterOf(changes);
    const read = parseKeptDeadLetter(keptText(keptOf(deadLetter)));

    expect(read && diagnose(read, basicStreams)).toEqual(diagnose(deadLetter, basicStreams));
  });

  it('keep binary attributes, which nobody here reads', () => {
    const { receives, receiptHandle, ...lying } = lyingOf({
      attributes: { key: { type: 'Binary', value: 'AAE=' } },
    });
    const text = keptText({ ...lying, queue: 'dead-letters' });

    expect(JSON.parse(text)).toMatchObject({ attributes: { key: { value: 'AAE=' } } });
    expect(parseKeptDeadLetter(text)?.attributes).toEqual({});
  });

  it('are named by queue, arrival and id, in the order of arrival', () => {
    const key = (sentAtMs: number) =>
      keptKey({ queue: 'dead-letters', sentAtMs, sqsMessageId: 'a' });

    expect(key(1_790_000_000_000.5)).toBe('letters/dead-letters/0001790000000000-a.json');
    expect([key(9), key(10)].toSorted()).toEqual([key(9), key(10)]);
  });

  it.each(['', '{}', '[1', '{"queue":"dead-letters"}'])('are not what is written %j', (text) => {
    expect(parseKeptDeadLetter(text)).toBeUndefined();
  });
});

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { renewedAttributes } from '../../../functions/keep-messages/renewed-copy.ts';
import { queueLimits } from '../../../shared/enqueue/queue-limits.ts';
import type { MessageAttribute } from '../../../shared/retention/lying-message.ts';
import { lyingOf } from '../../fakes/memory-retained-queue.ts';

const text = (value: string): MessageAttribute => ({ type: 'String', value });
const foreign = (count: number): Readonly<Record<string, MessageAttribute>> =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`trace-${index}`, text('x')]));

/** Bytes as SQS counts them. */
const sizeOf = (attributes: Readonly<Record<string, MessageAttribute>>): number =>
  Object.entries(attributes).reduce(
    (sum, [name, { type, value }]) =>
      sum + Buffer.byteLength(name + type) + Buffer.byteLength(value),
    0,
  );

describe('renewedAttributes', () => {
  it('say by which id the first copy came, and when', () => {
    expect(renewedAttributes(lyingOf({ sqsMessageId: 'a', sentAtMs: 1_700.5 }))).toEqual({
      'pipeline-first-id': text('a'),
      'pipeline-first-arrival': text('1700'),
    });
  });

  it('leave those of a first copy as they are, released or not', () => {
    const attributes = {
      'pipeline-first-id': text('first'),
      'pipeline-first-arrival': text('5'),
      'pipeline-released-copy': text('6'),
    };

    expect(renewedAttributes(lyingOf({ attributes }))).toEqual(attributes);
  });

  it('keep what a producer has set, of whatever type', () => {
    const attributes = {
      count: { type: 'Number.int', value: '7' },
      key: { type: 'Binary', value: 'AAE=' },
    };

    expect(renewedAttributes(lyingOf({ attributes }))).toMatchObject(attributes);
  });

  it('make room for their own where a producer has set ten', () => {
    const renewed = renewedAttributes(lyingOf({ attributes: foreign(10) })) ?? {};

    expect(Object.keys(renewed)).toHaveLength(10);
    expect(Object.keys(renewed)).toEqual(
      expect.arrayContaining(['pipeline-first-id', 'pipeline-first-arrival', 'trace-7']),
    );
  });

  it('are none where the body leaves no room for what makes it the same message', () => {
    const brim = 'x'.repeat(queueLimits.bytes);

    expect(renewedAttributes(lyingOf({ body: brim }))).toBeUndefined();
    expect(renewedAttributes(lyingOf({ body: brim.slice(200) }))).toBeDefined();
  });

  it('never exceed what SQS takes, and always name the first copy', () => {
    const anAttribute = fc.record({
      type: fc.constant('String'),
      value: fc.string({ maxLength: 400 }),
    });
    fc.assert(
      fc.property(
        fc.dictionary(fc.stringMatching(/^[a-z]{1,20}$/), anAttribute, { maxKeys: 10 }),
        fc.integer({ min: 0, max: 1_200 }),
        (attributes, room) => {
          const body = 'x'.repeat(queueLimits.bytes - room);
          const renewed = renewedAttributes(lyingOf({ body, attributes }));
          if (renewed === undefined) return room < 120;
          return (
            Object.keys(renewed).length <= 10 &&
            sizeOf(renewed) <= room &&
            renewed['pipeline-first-id']?.value === 'one'
          );
        },
      ),
      { numRuns: 100 },
    );
  });
});

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { bytesOf, queueLimits } from '../../../shared/enqueue/queue-limits.ts';
import { toBatches } from '../../../shared/enqueue/to-batches.ts';

const entry = (body: string) => ({ body });
const sizes = fc.constantFrom(
  1,
  1000,
  200_000,
  524_288,
  600_000,
  queueLimits.bytes,
  queueLimits.bytes + 1,
);

describe('to-batches', () => {
  it('parts any list into batches that SQS takes, in its order, each entry once', () =>
    fc.assert(
      fc.property(fc.array(sizes, { maxLength: 30 }), (list) => {
        const entries = list.map((size) => entry('x'.repeat(size)));

        const batches = toBatches(entries);

        const flat = batches.flat();
        expect(flat.length).toBe(entries.length);
        expect(flat.every((one, index) => one === entries[index])).toBe(true);
        for (const batch of batches) {
          expect(batch.length).toBeLessThanOrEqual(queueLimits.entriesPerBatch);
          if (batch.length > 1)
            expect(batch.reduce((sum, { body }) => sum + bytesOf(body), 0)).toBeLessThanOrEqual(
              queueLimits.bytes,
            );
        }
      }),
      { numRuns: 50 },
    ));

  it('begins no batch while the last one has room', () =>
    fc.assert(
      fc.property(fc.array(sizes, { maxLength: 20 }), (list) => {
        const batches = toBatches(list.map((size) => entry('x'.repeat(size))));

        for (const [index, batch] of batches.slice(0, -1).entries()) {
          const next = batches[index + 1]?.[0]?.body ?? '';
          const bytes = batch.reduce((sum, { body }) => sum + bytesOf(body), 0);
          expect(
            batch.length === queueLimits.entriesPerBatch ||
              bytes + bytesOf(next) > queueLimits.bytes,
          ).toBe(true);
        }
      }),
      { numRuns: 50 },
    ));

  it('fills batches of ten', () => {
    expect(
      toBatches(Array.from({ length: 25 }, (_, index) => entry(String(index)))).map(
        (batch) => batch.length,
      ),
    ).toEqual([10, 10, 5]);
  });

  it('counts bytes, not characters', () => {
    expect(toBatches([entry('é'.repeat(300_000)), entry('é'.repeat(300_000))])).toHaveLength(2);
  });
});

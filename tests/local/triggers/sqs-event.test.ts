import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  MAX_EVENT_BYTES,
  recordBytes,
  splitBySize,
  toSqsRecord,
} from '../../../local/triggers/sqs-event.ts';

const record = (body: string) =>
  toSqsRecord(
    { MessageId: body.slice(0, 8), ReceiptHandle: 'r', Body: body, MD5OfBody: 'm' },
    'arn:aws:sqs:eu-west-1:0:q',
    'eu-west-1',
  );

describe('sqs-event', () => {
  it('keeps what fits into one invocation together', () => {
    expect(splitBySize([record('a'), record('b')])).toEqual([
      { Records: [record('a'), record('b')] },
    ]);
    expect(splitBySize([])).toEqual([]);
  });

  it('parts ten messages of one megabyte, which SQS may hand out at once', () => {
    const megabyte = 'x'.repeat(1024 * 1024 - 200);
    const events = splitBySize(Array.from({ length: 10 }, () => record(megabyte)));

    expect(events.map(({ Records }) => Records.length)).toEqual([5, 5]);
    for (const event of events)
      expect(Buffer.byteLength(JSON.stringify(event))).toBeLessThanOrEqual(6 * 1024 * 1024);
    expect(MAX_EVENT_BYTES).toBeLessThan(6 * 1024 * 1024);
  });

  it('loses no record, keeps their order, and exceeds the limit only for a record that does so alone', () =>
    fc.assert(
      fc.property(
        fc.array(fc.string({ maxLength: 300 })),
        fc.integer({ min: 200, max: 2_000 }),
        (bodies, limit) => {
          const records = bodies.map(record);
          const events = splitBySize(records, limit);

          expect(events.flatMap(({ Records }) => Records)).toEqual(records);
          for (const { Records } of events) {
            const bytes = Records.reduce((total, each) => total + recordBytes(each), 0);
            expect(Records.length === 1 || bytes <= limit).toBe(true);
          }
        },
      ),
    ));
});

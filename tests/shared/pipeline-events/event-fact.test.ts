import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type EventFact, toPipelineEvent } from '../../../shared/pipeline-events/event-fact.ts';
import { pipelineEventSchema } from '../../../shared/pipeline-events/pipeline-event.ts';

const hash = (address: string): string => createHmac('sha256', 'key').update(address).digest('hex');

const id = fc.stringMatching(/^[A-Za-z0-9_-]{1,20}$/);
const mark = fc.oneof(id, fc.nat(10 ** 12));

const fact = fc.record({
  tenantId: id,
  messageId: id,
  type: fc.constantFrom('released', 'expired', 'held'),
  marks: fc.array(mark, { maxLength: 3 }),
});

const factOf = ({ marks, ...body }: typeof fact extends fc.Arbitrary<infer T> ? T : never) => ({
  body: { ...body, time: '2026-11-21T12:00:00.000Z' },
  marks,
  addresses: [],
});

const sent: EventFact = {
  body: {
    type: 'sent',
    tenantId: 'acme',
    messageId: 'order-1',
    stream: 'transactional',
    part: 0,
    recipients: [0, 1],
    time: '2026-11-21T12:00:00.000Z',
  },
  marks: ['fingerprint', 0],
  addresses: ['jane@example.org', 'joe@example.org'],
};

describe('event-fact', () => {
  it('gives every repeat of a fact the same id, whenever and with whatever details it comes', () => {
    fc.assert(
      fc.property(
        fact,
        fc.date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) }),
        (one, at) => {
          const { body, ...rest } = factOf(one);
          const later = {
            ...rest,
            body: { ...body, time: at.toISOString(), sesMessageId: 'ses-1' },
          };

          expect(toPipelineEvent(later).id).toBe(toPipelineEvent(factOf(one)).id);
        },
      ),
    );
  });

  it('gives different facts different ids', () => {
    fc.assert(
      fc.property(fact, fact, (one, other) => {
        fc.pre(JSON.stringify(one) !== JSON.stringify(other));

        expect(toPipelineEvent(factOf(one)).id).not.toBe(toPipelineEvent(factOf(other)).id);
      }),
    );
  });

  it('lets no value of a key or mark imitate two', () => {
    const one = { ...factOf({ tenantId: 'a', messageId: 'b', type: 'held', marks: ['c'] }) };
    const other = { ...factOf({ tenantId: 'a', messageId: 'b,c', type: 'held', marks: [] }) };

    expect(toPipelineEvent(one).id).not.toBe(toPipelineEvent(other).id);
  });

  it('publishes nothing of the addresses without a key', () => {
    const event = toPipelineEvent(sent);

    expect(pipelineEventSchema.parse(event)).toEqual(event);
    expect(JSON.stringify(event)).not.toContain('example.org');
    expect(event).not.toHaveProperty('addressHashes');
  });

  it('publishes the hash of each address under the key, and never the address', () => {
    const event = toPipelineEvent(sent, hash);

    expect(pipelineEventSchema.parse(event)).toEqual(event);
    expect(event).toMatchObject({
      id: toPipelineEvent(sent).id,
      addressHashes: sent.addresses.map(hash),
    });
    expect(JSON.stringify(event)).not.toContain('example.org');
  });

  it('keeps the largest event far below the share of a batch, 25 KB', () => {
    const addresses = Array.from({ length: 200 }, (_, index) => `${index}@example.org`);
    const body = { ...sent.body, messageId: 'm'.repeat(128), tenantId: 't'.repeat(64) };
    const event = toPipelineEvent({ ...sent, body, addresses }, hash);

    expect(event).toMatchObject({ addressHashes: { length: 50 } });
    expect(Buffer.byteLength(JSON.stringify(event))).toBeLessThan(25_600);
  });
});

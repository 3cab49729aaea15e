import { describe, expect, it } from '@jest/globals';
import { stormKinds, stormMessages } from '../../../proofs/storm/storm-messages.ts';
import { steadyWeather, stormWeather } from '../../../proofs/storm/weather.ts';
import { basicStreams } from '../../../shared/email/streams.ts';
import { validateMessage } from '../../../shared/email/validate-message.ts';

const messages = stormMessages(500, 1, 'payloads');

describe('storm', () => {
  it('has every kind, stream and several tenants, and the same for the same seed', () => {
    expect(new Set(messages.map(({ kind }) => kind))).toEqual(new Set(stormKinds));
    expect(new Set(messages.map(({ key }) => key.tenantId)).size).toBe(5);
    expect(new Set(messages.map(({ lane }) => lane))).toEqual(new Set(['transactional', 'bulk']));
    expect(stormMessages(500, 1, 'payloads')).toEqual(messages);
    expect(stormMessages(500, 2, 'payloads')).not.toEqual(messages);
  });

  it('gives every message a name of its own', () => {
    expect(new Set(messages.map(({ key }) => `${key.tenantId}#${key.messageId}`)).size).toBe(
      messages.length,
    );
  });

  it('expects of each message what the contract makes of it', () => {
    for (const { kind, lane, bodies, mayEnd, key } of messages) {
      const reading = validateMessage(bodies[0] ?? '', {
        sqsMessageId: 'sqs',
        streams: basicStreams,
        queueLane: lane,
        nowMs: 0,
      });
      const shouldBe = kind === 'invalid' ? 'rejected' : kind === 'stored' ? 'stored' : 'valid';
      expect([kind, reading.kind]).toEqual([kind, shouldBe]);
      expect(reading.kind === 'valid' ? reading.message.key : key).toEqual(key);
      // A second answer that is lost holds mail of any stream.
      if (kind === 'plain') expect(mayEnd).toEqual(['sent', 'held']);
    }
  });

  it('never asks for more faults than there are requests', () => {
    for (const { faults } of stormWeather(600, 3)) {
      for (const rates of Object.values(faults)) {
        const sum = Object.values(rates).reduce((total, rate) => total + rate, 0);
        expect(sum).toBeGreaterThan(0);
        expect(sum).toBeLessThanOrEqual(1);
      }
    }
  });

  it('hits each service with everything sooner or later, and kills every function', () => {
    const spells = stormWeather(2_000, 3);
    const total = spells.flatMap(({ faults }) =>
      Object.entries(faults).flatMap(([service, rates]) =>
        Object.values(rates).includes(1) ? [service] : [],
      ),
    );

    expect(new Set(total)).toEqual(new Set(['dynamodb', 'sqs', 's3', 'sns', 'ses']));
    expect(new Set(spells.flatMap(({ kill }) => kill ?? []))).toEqual(
      new Set([
        'send-email',
        'record-bounce',
        'record-complaint',
        'record-delivery',
        'refresh-quota',
      ]),
    );
  });

  it('raises one fault step by step', () => {
    expect(steadyWeather('s3', 'slow', [0.01, 1], 30)).toEqual([
      { fromMs: 0, faults: { s3: { slow: 0.01 } }, kill: undefined },
      { fromMs: 30_000, faults: { s3: { slow: 1 } }, kill: undefined },
    ]);
  });
});

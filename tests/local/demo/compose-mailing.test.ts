import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { composeMailing, type Mailing } from '../../../local/demo/compose-mailing.ts';
import type { QueuedMessage } from '../../../local/demo/queued-message.ts';
import { basicStreams } from '../../../shared/email/streams.ts';
import { validateMessage } from '../../../shared/email/validate-message.ts';

const nowMs = Date.UTC(2026, 2, 1, 9, 0, 0);

const compose = (
  count: number,
  over: { readonly seed?: number; readonly run?: string } = {},
): Mailing => composeMailing({ count, seed: 7, run: 'run1', nowMs, ...over });

const all = (mailing: Mailing): readonly QueuedMessage[] => [
  ...mailing.messages,
  ...mailing.followUps,
];

const validate = ({ body, lane }: QueuedMessage) =>
  validateMessage(body, { sqsMessageId: 'sqs-1', streams: basicStreams, queueLane: lane, nowMs });

const usable = (mailing: Mailing) =>
  all(mailing).flatMap((message) => {
    const validation = validate(message);
    return validation.kind === 'valid' ? [validation.message] : [];
  });

const recipientsOf = (mailing: Mailing): readonly string[] =>
  usable(mailing).flatMap(({ recipients }) => recipients.map(({ canonical }) => canonical));

describe('compose-mailing', () => {
  it('writes as many messages as asked for, follow-ups included', () =>
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 }), fc.nat(), (count, seed) => {
        expect(all(compose(count, { seed }))).toHaveLength(count);
      }),
      { numRuns: 60 },
    ));

  it('writes the same mailing for the same options, and another for another seed', () => {
    expect(compose(60)).toEqual(compose(60));
    expect(compose(60, { seed: 8 })).not.toEqual(compose(60));
  });

  it('makes all but two of two hundred valid, each in the lane of its stream', () => {
    const invalid = all(compose(200)).flatMap((message) => {
      const validation = validate(message);
      return validation.kind === 'rejected' ? [validation.reasons] : [];
    });

    expect(invalid.map((reasons) => reasons.length).toSorted()).toEqual([1, 3]);
    expect(new Set(usable(compose(200)).map(({ stream }) => stream))).toEqual(
      new Set(['transactional', 'notifications', 'marketing']),
    );
  });

  it('addresses nobody outside the example domains and the mailbox simulator', () => {
    const domains = new Set(
      recipientsOf(compose(200)).map((address) => address.split('@')[1] ?? ''),
    );

    expect([...domains].filter((domain) => !/(^|\.)example\.(com|org|net)$/.test(domain))).toEqual([
      'simulator.amazonses.com',
    ]);
    expect(
      [...domains].filter((domain) => domain.startsWith('xn--')).length,
    ).toBeGreaterThanOrEqual(3);
  });

  it('writes to all five addresses of the mailbox simulator, each time under another label', () => {
    const simulated = recipientsOf({ ...compose(200), followUps: [] }).filter((address) =>
      address.endsWith('@simulator.amazonses.com'),
    );

    expect(new Set(simulated.map((address) => address.split('+')[0]))).toEqual(
      new Set(['success', 'bounce', 'complaint', 'ooto', 'suppressionlist']),
    );
    expect(new Set(simulated).size).toBe(simulated.length);
  });

  it('follows up an address of the same tenant that bounces in the mailing', () => {
    const mailing = compose(200);
    const first = usable({ ...mailing, followUps: [] });
    const followUps = usable({ ...mailing, messages: [] });

    expect(followUps.length).toBeGreaterThan(0);
    for (const { key, recipients } of followUps) {
      const bounced = first.find(
        (message) => message.recipients[0]?.canonical === recipients[0]?.canonical,
      );
      expect(bounced?.key.tenantId).toBe(key.tenantId);
      expect(bounced?.key.messageId).not.toBe(key.messageId);
    }
  });

  it('puts some ids twice and one three times, the copies well after the originals', () => {
    const places = new Map<string, number[]>();
    compose(200).messages.forEach(({ body }, index) => {
      const id = /^\{"messageId":"([^"]+)"/.exec(body)?.[1] ?? `none-${index}`;
      places.set(id, [...(places.get(id) ?? []), index]);
    });
    const repeated = [...places.values()].filter((indexes) => indexes.length > 1);

    expect(repeated.map((indexes) => indexes.length).toSorted()).toEqual([2, 2, 2, 2, 3]);
    for (const [original = 0, copy = 0] of repeated) expect(copy - original).toBeGreaterThan(20);
  });

  it('shares no id with a mailing of another run', () => {
    const keys = (run: string) => usable(compose(60, { run })).map(({ key }) => key.messageId);

    expect(keys('a').filter((id) => id !== 'sqs-1' && keys('b').includes(id))).toEqual([]);
  });

  it('holds every form of content', () => {
    const messages = usable(compose(200));
    const count = (predicate: (message: (typeof messages)[number]) => boolean) =>
      messages.filter(predicate).length;

    expect(count(({ content }) => content.kind === 'template')).toBeGreaterThan(0);
    expect(count(({ content }) => content.kind === 'raw')).toBeGreaterThan(0);
    expect(
      count(({ content }) => content.kind === 'mime' && content.text === undefined),
    ).toBeGreaterThan(0);
    expect(
      count(({ content }) => content.kind === 'mime' && content.html === undefined),
    ).toBeGreaterThan(0);
    expect(
      count(({ recipients }) => recipients.some(({ role }) => role === 'bcc')),
    ).toBeGreaterThan(0);
    expect(count(({ replyTo }) => replyTo.length > 0)).toBeGreaterThan(0);
    expect(count(({ key }) => key.messageId === 'sqs-1')).toBeGreaterThan(0);
    const attached = messages.flatMap(({ content }) =>
      content.kind === 'mime' ? content.attachments : [],
    );
    expect(new Set(attached.map(({ contentType }) => contentType.split(';')[0]))).toEqual(
      new Set(['application/pdf', 'image/png', 'text/calendar']),
    );
  });
});

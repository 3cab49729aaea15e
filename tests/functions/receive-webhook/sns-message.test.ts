import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readSnsMessage } from '../../../functions/receive-webhook/sns-message.ts';
import { signingSns } from '../../fakes/signing-sns.ts';
import { bounce } from '../../fixtures/events/build.ts';

const sns = signingSns();
const notification = sns.notification(bounce());
const read = (message: unknown) => readSnsMessage(JSON.stringify(message));

describe('message of SNS', () => {
  it.each([notification, sns.subscriptionConfirmation(), sns.unsubscribeConfirmation()])(
    'is read as the type that it says',
    (message) => {
      expect(read(message)?.Type).toBe(message.Type);
    },
  );

  it('leaves out what is not signed and not needed, so that nobody can put anything beside it', () => {
    const message = read({
      ...notification,
      eventType: 'Bounce',
      Records: [],
      MessageAttributes: {},
      extra: 1,
    });

    expect(Object.keys(message ?? {}).toSorted()).toEqual([
      'Message',
      'MessageId',
      'Signature',
      'SignatureVersion',
      'SigningCertURL',
      'Subject',
      'Timestamp',
      'TopicArn',
      'Type',
    ]);
  });

  it.each([
    'Type',
    'MessageId',
    'TopicArn',
    'Message',
    'Timestamp',
    'SignatureVersion',
    'Signature',
    'SigningCertURL',
  ])('is none without %s, or with something else there', (name) => {
    for (const value of [undefined, null, 1, true, {}, []])
      expect(read({ ...notification, [name]: value })).toBeUndefined();
  });

  it.each(['Token', 'SubscribeURL'])('is no confirmation without %s', (name) => {
    for (const value of [undefined, null, 1, {}, '\n'])
      expect(read({ ...sns.subscriptionConfirmation(), [name]: value })).toBeUndefined();
  });

  it.each([
    ['Type', 'notification'],
    ['SignatureVersion', '3'],
    ['Timestamp', '2026-03-01'],
    ['Timestamp', 'Sun, 01 Mar 2026 09:00:00 GMT'],
    ['Timestamp', '2026-03-01T09:00:00.000+00:00'],
    ['MessageId', 'a\nb'],
    ['Subject', 'a\nb'],
    ['Subject', 'a\rb'],
  ])('is none where %s is %j', (name, value) => {
    expect(read({ ...notification, [name]: value })).toBeUndefined();
  });

  it('any text is read as a message or as none, and never throws', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.json(),
          fc.constantFrom('', 'null', '[]', '{', '"', '{"__proto__":null}'),
        ),
        (body) => {
          expect(readSnsMessage(body)).toBeUndefined();
        },
      ),
      { numRuns: 2_000 },
    );
  });
});

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isSignedWith, signedText } from '../../../functions/receive-webhook/signature.ts';
import { readCertificate } from '../../../functions/receive-webhook/signing-certificate.ts';
import { readSnsMessage, type SnsMessage } from '../../../functions/receive-webhook/sns-message.ts';
import { signedNames, signingSns, topicArn } from '../../fakes/signing-sns.ts';
import { bounce } from '../../fixtures/events/build.ts';
import { rsaKeyPair } from '../../support/self-signed-certificate.ts';

type Json = Record<string, unknown>;

const sns = signingSns();
const { publicKey } = readCertificate(sns.certificate());
const read = (message: Json): SnsMessage | undefined => readSnsMessage(JSON.stringify(message));
/** Whether it would pass: read as a message, and signed. */
const passes = (message: Json): boolean => {
  const known = read(message);
  return known !== undefined && isSignedWith(known, publicKey);
};

const kinds: readonly (readonly [string, (further?: Json) => Json])[] = [
  ['a notification', (further) => sns.notification(bounce(), further)],
  [
    'a notification without subject',
    (further) => sns.notification(bounce(), { Subject: undefined, ...further }),
  ],
  ['a subscription confirmation', sns.subscriptionConfirmation],
  ['an unsubscribe confirmation', sns.unsubscribeConfirmation],
];

describe('signature', () => {
  it.each(
    kinds.flatMap(([name, make]) => ['1', '2'].map((version) => [name, version, make] as const)),
  )('of %s, version %s, is verified', (_, SignatureVersion, make) => {
    expect(passes(make({ SignatureVersion }))).toBe(true);
  });

  it('covers names and values on a line each, in the order of the names, values as they are', () => {
    const message = read(
      sns.notification(' {"a":1} \n', {
        Subject: 'Hello',
        MessageId: 'id',
        Timestamp: '2026-03-01T09:00:00.000Z',
      }),
    );

    expect(message && signedText(message)).toBe(
      `Message\n {"a":1} \n\nMessageId\nid\nSubject\nHello\nTimestamp\n2026-03-01T09:00:00.000Z\nTopicArn\n${topicArn}\nType\nNotification\n`,
    );
  });

  it('covers no subject where there is none or null, and an empty one where it is empty', () => {
    const texts = [{ Subject: undefined }, { Subject: null }, { Subject: '' }].map((further) => {
      const message = read(sns.notification('m', further));
      return message && signedText(message).includes('Subject');
    });

    expect(texts).toEqual([false, false, true]);
    expect(passes(sns.notification('m', { Subject: null }))).toBe(true);
    expect(passes({ ...sns.notification('m', { Subject: undefined }), Subject: '' })).toBe(false);
    expect(passes({ ...sns.notification('m'), Subject: undefined })).toBe(false);
  });

  it('is not good as one of the other version, nor by another key', () => {
    expect(passes({ ...sns.notification(bounce()), SignatureVersion: '1' })).toBe(false);
    expect(
      passes({ ...sns.notification(bounce(), { SignatureVersion: '1' }), SignatureVersion: '2' }),
    ).toBe(false);
    expect(passes(sns.signed({ ...sns.notification(bounce()) }, rsaKeyPair().privateKey))).toBe(
      false,
    );
  });

  it.each(kinds)(
    'of %s does not survive any change of any character of any signed field',
    (_, make) => {
      const message = make({ SignatureVersion: '2' });
      const names = (signedNames[String(message.Type)] ?? []).filter(
        (name) => typeof message[name] === 'string' && name !== 'Type',
      );

      fc.assert(
        fc.property(
          fc.constantFrom(...names),
          fc.nat(),
          fc.integer({ min: 1, max: 255 }),
          (name, position, flip) => {
            const value = String(message[name]);
            const at = position % value.length;
            const changed =
              value.slice(0, at) +
              String.fromCharCode(value.charCodeAt(at) ^ flip) +
              value.slice(at + 1);
            expect(passes({ ...message, [name]: changed })).toBe(false);
          },
        ),
        { numRuns: 400 },
      );
    },
  );

  it.each(kinds)(
    'of %s does not survive a character more or less in any signed field, nor another type',
    (_, make) => {
      const message = make();
      const names = (signedNames[String(message.Type)] ?? []).filter(
        (name) => typeof message[name] === 'string',
      );

      for (const name of names) {
        const value = String(message[name]);
        for (const changed of [
          `${value}\n`,
          `${value} `,
          ` ${value}`,
          value.slice(1),
          value.slice(0, -1),
          '',
        ]) {
          expect([name, changed, passes({ ...message, [name]: changed })]).toEqual([
            name,
            changed,
            false,
          ]);
        }
      }
      for (const Type of Object.keys(signedNames))
        expect(passes({ ...message, Type })).toBe(Type === message.Type);
    },
  );

  it('does not fit another message with the limits between the fields elsewhere', () => {
    // Somebody signs on a topic of his own, so that the signed text reads like a message of ours
    // with more in one of its fields.
    const foreign = 'arn:aws:sns:eu-west-1:999999999999:mine';
    const Message = `evil\nMessageId\nid\nTimestamp\n2026-03-01T09:00:00.000Z\nTopicArn\n${topicArn}`;
    const genuine = sns.notification(Message, { TopicArn: foreign, Subject: undefined });
    const rest = `\nMessageId\n${genuine.MessageId}\nTimestamp\n${genuine.Timestamp}\nTopicArn\n${foreign}`;
    const forged = {
      ...genuine,
      Message: 'evil',
      MessageId: 'id',
      Timestamp: '2026-03-01T09:00:00.000Z',
      TopicArn: `${topicArn}${rest}`,
    };

    expect(passes(genuine)).toBe(true);
    expect(passes(forged)).toBe(false);
    expect(
      passes({
        ...genuine,
        Message: 'evil',
        MessageId: `id${Message.slice(Message.indexOf('\nTimestamp'))}${rest}`,
      }),
    ).toBe(false);
  });

  it.each(['', '====', 'AAAA', 'not base64!', 'A'.repeat(344)])('%j is none', (Signature) => {
    expect(passes({ ...sns.notification(bounce()), Signature })).toBe(false);
  });

  it('of a message with half a surrogate pair is not looked at: it would be signed as another character', () => {
    expect(read({ ...sns.notification('\ufffd'), Message: '\ud800' })).toBeUndefined();
  });
});

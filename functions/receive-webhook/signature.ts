import { type KeyObject, verify } from 'node:crypto';
import type { SnsMessage } from './sns-message.ts';

/**
 * The signed names and values, in the byte order of the names. An absent Subject is left out; an
 * empty one is not.
 */
const signedFields = (message: SnsMessage): readonly (readonly [string, string])[] => {
  const { Message, MessageId, Timestamp, TopicArn, Type } = message;
  const head = [['Message', Message] as const, ['MessageId', MessageId] as const];
  switch (message.Type) {
    case 'Notification': {
      const { Subject } = message;
      const subject = typeof Subject === 'string' ? [['Subject', Subject] as const] : [];
      return [
        ...head,
        ...subject,
        ['Timestamp', Timestamp],
        ['TopicArn', TopicArn],
        ['Type', Type],
      ];
    }
    case 'SubscriptionConfirmation':
    case 'UnsubscribeConfirmation':
      return [
        ...head,
        ['SubscribeURL', message.SubscribeURL],
        ['Timestamp', Timestamp],
        ['Token', message.Token],
        ['TopicArn', TopicArn],
        ['Type', Type],
      ];
    default:
      return message satisfies never;
  }
};

/**
 * The text that SNS signs: each name and each value on a line, values as they are, with their white
 * space.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html
 */
export const signedText = (message: SnsMessage): string =>
  signedFields(message)
    .map(([name, value]) => `${name}\n${value}\n`)
    .join('');

/** Signature algorithm by SignatureVersion; both are RSA, PKCS #1 v1.5. */
const algorithms = { 1: 'RSA-SHA1', 2: 'RSA-SHA256' } as const;

/** Whether a message's signature is valid under this key and the message's SignatureVersion. */
export const isSignedWith = (message: SnsMessage, publicKey: KeyObject): boolean =>
  verify(
    algorithms[message.SignatureVersion],
    Buffer.from(signedText(message)),
    publicKey,
    Buffer.from(message.Signature, 'base64'),
  );

import * as z from 'zod/mini';
import { parseTopicArn } from './topic-arn.ts';

/**
 * Well-formed, because half a surrogate pair would be signed as another character.
 *
 * Text of one line, because the signed text sets names and values each on a line of their own: if a
 * value could hold a line break, the same signature would fit another message, with the limits
 * between the fields elsewhere. Only Message may, and it comes first.
 */
const text = z.string().check(z.refine((value) => value.isWellFormed()));
const line = text.check(z.regex(/^[^\r\n]*$/));

const common = {
  MessageId: line.check(z.minLength(1), z.maxLength(100)),
  TopicArn: line.check(z.refine((arn) => parseTopicArn(arn) !== undefined)),
  Message: text,
  Timestamp: line.check(z.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,3})?Z$/)),
  SignatureVersion: z.enum(['1', '2']),
  Signature: line.check(z.regex(/^[A-Za-z0-9+/]{40,2000}={0,2}$/)),
  SigningCertURL: line.check(z.maxLength(500)),
};

const confirmation = {
  ...common,
  Token: line.check(z.regex(/^[\x21-\x7e]{1,2000}$/)),
  SubscribeURL: line.check(z.maxLength(5_000)),
};

const messageSchema = z.discriminatedUnion('Type', [
  z.object({ Type: z.literal('Notification'), ...common, Subject: z.nullish(line) }),
  z.object({ Type: z.literal('SubscriptionConfirmation'), ...confirmation }),
  z.object({ Type: z.literal('UnsubscribeConfirmation'), ...confirmation }),
]);

/**
 * What SNS posts, with the fields that its signature covers and those that say how to check it;
 * others it may have are left out.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html
 */
export type SnsMessage = z.infer<typeof messageSchema>;

const parseJson = (json: string): unknown => {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
};

/** Reads the body of a request; undefined when it is no message of SNS. */
export const readSnsMessage = (body: string): SnsMessage | undefined =>
  z.safeParse(messageSchema, parseJson(body)).data;

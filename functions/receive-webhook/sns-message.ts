import * as z from 'zod/mini';
import { parseJson } from '../../shared/system/parse-json.ts';
import { parseTopicArn } from './topic-arn.ts';

/** Well-formed text: a lone surrogate would be verified as another character. */
const text = z.string().check(z.refine((value) => value.isWellFormed()));
/**
 * Text of one line. The signed text puts each name and value on a line of its own, so with a line
 * break in a value the same signature would also fit a message whose fields end elsewhere. Only
 * Message may hold line breaks, and it comes first.
 */
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
 * Message that SNS posts: the fields that its signature covers, and those needed to verify it.
 * Other fields are dropped.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html
 */
export type SnsMessage = z.infer<typeof messageSchema>;

/** Parses the body of a request. Undefined when it is not an SNS message. */
export const readSnsMessage = (body: string): SnsMessage | undefined =>
  z.safeParse(messageSchema, parseJson(body)).data;

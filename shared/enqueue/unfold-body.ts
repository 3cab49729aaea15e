import { withoutByteOrderMark } from '../email/decode-utf8.ts';
import { messageLimits } from '../email/message-limits.ts';
import { templateNumberReasons } from '../email/template-numbers.ts';
import { unfold } from '../email/unfold.ts';
import { identifyMessage, type Validation } from '../email/validate-message.ts';
import { withoutNulls } from '../email/without-nulls.ts';
import type { MessageKey } from '../messages/ports.ts';
import { attributesRoomBytes, bytesOf, queueLimits } from './queue-limits.ts';
import { toBody } from './to-body.ts';
import { tooBigTogether } from './unfold-email.ts';

type Fields = Readonly<Record<string, unknown>>;

/** A queue record's body, unfolded: each body is one that a queue takes. */
export type UnfoldedBody =
  | { readonly kind: 'unfolded'; readonly key: MessageKey; readonly bodies: readonly string[] }
  | Extract<Validation, { readonly kind: 'rejected' }>;

/**
 * Unfolds the body of an SQS message; undefined when it is one mail, or nothing that can be read.
 *
 * @param sqsMessageId - id of the whole when it brings none
 */
export const unfoldBody = (body: string, sqsMessageId: string): UnfoldedBody | undefined => {
  const given = withDestinations(body);
  if (given === undefined) return undefined;
  const { key, stream } = identifyMessage(body, sqsMessageId);
  const unfolding = unfold(withoutNulls(given), key.messageId);
  const { bodies, problem } =
    unfolding.kind === 'wrong' ? { bodies: [], problem: undefined } : toBodies(unfolding.messages);
  const reasons = [
    // Its data are written anew for each destination, in which digits would be lost.
    ...templateNumberReasons(body),
    ...(unfolding.kind === 'wrong' ? unfolding.reasons : []),
    ...(problem === undefined ? [] : [problem]),
  ];
  return reasons.length > 0
    ? { kind: 'rejected', key, stream, reasons }
    : { kind: 'unfolded', key, bodies };
};

/** The message, if it has destinations. Most have none, and are not parsed here for that. */
const withDestinations = (body: string): Fields | undefined => {
  if (!body.includes('"destinations"')) return undefined;
  const given = parsed(body);
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return undefined;
  const message: Fields = { ...given };
  return message.destinations === undefined || message.destinations === null ? undefined : message;
};

const parsed = (body: string): unknown => {
  try {
    return JSON.parse(withoutByteOrderMark(body));
  } catch {
    return undefined;
  }
};

/**
 * Writes each message as a queue takes it. What it never takes would come again for ever, and a large
 * text fifty times over would fill the memory of the run; so both end the whole.
 */
const toBodies = (
  messages: readonly Fields[],
): { readonly bodies: readonly string[]; readonly problem?: string } => {
  const bodies: string[] = [];
  let bytes = 0;
  for (const [index, message] of messages.entries()) {
    const body = toBody(message);
    if (body === undefined) return { bodies, problem: `destinations[${index}]: ${tooDeep}` };
    if (bytesOf(body) > queueLimits.bytes - attributesRoomBytes) return { bodies, problem: tooBig };
    bytes += bytesOf(body);
    if (bytes > messageLimits.unfoldedBytes) return { bodies, problem: tooBigTogether };
    bodies.push(body);
  }
  return { bodies };
};

const tooDeep = 'is nested too deeply; make its data flatter';
const tooBig =
  'message: is bigger than a queue takes (1 MiB) with one destination alone; make it smaller, or send one message to each through S3';

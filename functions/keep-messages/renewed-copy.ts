import { bytesOf, queueLimits } from '../../shared/enqueue/queue-limits.ts';
import { queueAttributes } from '../../shared/messages/queue-attributes.ts';
import type { LyingMessage, MessageAttribute } from '../../shared/retention/lying-message.ts';

/**
 * Most attributes that SQS takes with a message.
 *
 * @see
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html
 */
const mostAttributes = 10;

const ours: ReadonlySet<string> = new Set(Object.values(queueAttributes));

/**
 * Attributes of the copy that replaces a message on its queue. Id and arrival of the first copy
 * make it the same message for the sender. The producer's own attributes are kept as far as there
 * is room; nothing in the pipeline reads them.
 *
 * @returns undefined when the body leaves no room for the id and the arrival
 */
export const renewedAttributes = ({
  sqsMessageId,
  body,
  attributes,
  sentAtMs,
}: LyingMessage): Readonly<Record<string, MessageAttribute>> | undefined => {
  const given = Object.entries(attributes);
  const own = Object.entries({
    [queueAttributes.firstId]: text(sqsMessageId),
    [queueAttributes.firstArrival]: text(String(Math.floor(sentAtMs))),
    ...Object.fromEntries(given.filter(([name]) => ours.has(name))),
  });
  let room = queueLimits.bytes - bytesOf(body);
  for (const one of own) room -= sizeOf(one);
  if (room < 0) return undefined;
  const kept = [...own];
  for (const one of given.filter(([name]) => !ours.has(name))) {
    if (kept.length === mostAttributes || sizeOf(one) > room) continue;
    room -= sizeOf(one);
    kept.push(one);
  }
  return Object.fromEntries(kept);
};

const text = (value: string): MessageAttribute => ({ type: 'String', value });

const sizeOf = ([name, { type, value }]: readonly [string, MessageAttribute]): number =>
  bytesOf(name) +
  bytesOf(type) +
  (type.startsWith('Binary') ? Buffer.from(value, 'base64').byteLength : bytesOf(value));

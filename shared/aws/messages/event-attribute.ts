import * as z from 'zod/mini';
import { messageLimits } from '../../email/message-limits.ts';
import type { FeedbackEvent } from '../../feedback/feedback-event.ts';
import { sortOf } from '../../messages/event-sort.ts';
import { markOf } from '../../messages/fold-events.ts';
import { foldedName } from '../../messages/message-item.ts';
import type { Item } from '../dynamodb/documents.ts';

/**
 * Limit of one event's addresses, bytes: fifty of the greatest length that SES accepts. A forged
 * event's further addresses are not stored.
 */
const mostAddressBytes = messageLimits.recipients * 254;

/** Bytes of the attribute's name, with a reserve. */
const framingBytes = 32;

export const eventName = (eventId: string): string => `ev_${eventId}`;

/** As many addresses as fit. */
const thatFit = (addresses: readonly string[]): readonly string[] => {
  let bytes = 0;
  return addresses.filter((address) => {
    bytes += Buffer.byteLength(address);
    return bytes <= mostAddressBytes;
  });
};

/**
 * An event as an attribute of the item. Names are short, because DynamoDB charges writes by the
 * kilobyte.
 */
const toEventAttribute = (event: FeedbackEvent) => {
  const recipients = thatFit(event.recipients);
  const unreadable = event.unreadable + event.recipients.length - recipients.length;
  return {
    k: event.kind,
    at: event.atMs > 0 ? event.atMs : undefined,
    r: recipients,
    lost: unreadable > 0 ? unreadable : undefined,
    by: event.agent,
    why: event.reason,
    detail: event.detail,
  };
};

/**
 * Upper bound of an event attribute's size; bytes. Its JSON is longer than what DynamoDB counts.
 */
export const bytesOfAttribute = (attribute: unknown): number =>
  Buffer.byteLength(JSON.stringify(attribute)) + framingBytes;

/** An event and its attribute. */
export interface WrittenEvent {
  readonly event: FeedbackEvent;
  readonly attribute: ReturnType<typeof toEventAttribute>;
  readonly bytes: number;
}

export const toWritten = (event: FeedbackEvent): WrittenEvent => {
  const attribute = toEventAttribute(event);
  return { event, attribute, bytes: bytesOfAttribute(attribute) };
};

const marked = z.object({ marks: z.array(z.string()) });

/** Whether the item's folded events include this one. */
export const holdsMark = (item: Item, event: FeedbackEvent): boolean => {
  const folded = item[foldedName(sortOf(event))];
  if (folded === undefined) return false;
  return z.parse(marked, folded).marks.includes(markOf(event.eventId));
};

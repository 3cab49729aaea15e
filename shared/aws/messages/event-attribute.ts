import * as z from 'zod/mini';
import { messageLimits } from '../../email/message-limits.ts';
import type { FeedbackEvent } from '../../feedback/feedback-event.ts';
import { sortOf } from '../../messages/event-sort.ts';
import { markOf } from '../../messages/fold-events.ts';
import { foldedName } from '../../messages/message-item.ts';
import type { Item } from '../dynamodb/documents.ts';

/**
 * Bytes of the addresses of one event: fifty of the longest that SES takes. Others of a forged
 * event are not kept on the message.
 */
const mostAddressBytes = messageLimits.recipients * 254;

/** The attribute's name, and some to spare. */
const framingBytes = 32;

export const eventName = (eventId: string): string => `ev_${eventId}`;

/** As many as there is room for. */
const thatFit = (addresses: readonly string[]): readonly string[] => {
  let bytes = 0;
  return addresses.filter((address) => {
    bytes += Buffer.byteLength(address);
    return bytes <= mostAddressBytes;
  });
};

/** How an event stands in the item: short names, since each write costs by the kilobyte. */
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
 * Bytes that the attribute of an event takes, at most: its JSON is longer than what DynamoDB
 * counts.
 */
export const bytesOfAttribute = (attribute: unknown): number =>
  Buffer.byteLength(JSON.stringify(attribute)) + framingBytes;

/** An event, and how it is written. */
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

/** Whether the item remembers an event among those that were folded. */
export const holdsMark = (item: Item, event: FeedbackEvent): boolean => {
  const folded = item[foldedName(sortOf(event))];
  if (folded === undefined) return false;
  return z.parse(marked, folded).marks.includes(markOf(event.eventId));
};

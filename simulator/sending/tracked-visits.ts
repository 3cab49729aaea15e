import type { HttpAnswer } from '../../shared/ses-api/wire/http-answer.ts';
import type { EventDelivery } from '../events/event-delivery.ts';
import type { MailRecord } from './mail-record.ts';
import type { Outcome, Visitor } from './outcome.ts';
import type { Tracked, Tracking } from './tracking.ts';

/** A transparent GIF of one by one pixel. */
const pixel = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');

const neverKept = { 'cache-control': 'no-cache, no-store, must-revalidate' };

/**
 * Answers tracking URLs, and causes an event for every open and click, unless the mail is no longer
 * kept.
 */
export const createTrackedVisits =
  ({ tracking, record, events, clock }: TrackedVisitsOptions) =>
  (path: string, visitor: Visitor): HttpAnswer | undefined => {
    const tracked = /^\/[IL]0\//.test(path) ? tracking.read(path) : undefined;
    if (tracked === undefined) return undefined;
    const facts = record.find(tracked.messageId)?.facts;
    if (facts !== undefined) events.tell(facts, outcomeOf(tracked, visitor), clock());
    return answerOf(tracked);
  };

const answerOf = (tracked: Tracked): HttpAnswer => {
  switch (tracked.kind) {
    case 'open':
      return { status: 200, contentType: 'image/gif', headers: neverKept, body: pixel };
    case 'click':
      return {
        status: 302,
        contentType: 'text/plain; charset=utf-8',
        headers: { ...neverKept, location: tracked.link },
        body: '',
      };
    default:
      return tracked satisfies never;
  }
};

const outcomeOf = (tracked: Tracked, visitor: Visitor): Outcome => {
  switch (tracked.kind) {
    case 'open':
      return { kind: 'open', visitor };
    case 'click':
      return { kind: 'click', visitor, link: tracked.link, linkTags: tracked.linkTags };
    default:
      return tracked satisfies never;
  }
};

export interface TrackedVisitsOptions {
  readonly tracking: Tracking;
  readonly record: MailRecord;
  readonly events: EventDelivery;
  /** Epoch milliseconds. */
  readonly clock: () => number;
}

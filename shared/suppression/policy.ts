import type { FeedbackEvent } from '../feedback/feedback-event.ts';
import { streamOf } from '../feedback/stream-of.ts';
import { everyTenant, streamScope, tenantScope } from './scopes.ts';
import type { SuppressionEntry, SuppressionReason } from './suppression-entry.ts';

/** Whose mail it was, and what time it is (epoch milliseconds). */
export interface SuppressionContext {
  readonly tenantId: string;
  readonly nowMs: number;
}

interface Ruling {
  readonly reason: SuppressionReason;
  readonly reach: 'stream' | 'tenant' | 'everyone';
  /** How long it holds; undefined for ever. */
  readonly lastsMs?: number;
}

/**
 * How long SES's opinion that an address does not exist is taken for granted. It is an estimate and
 * no answer of a mail server, so the next mail after that asks SES for another.
 *
 * @see https://docs.aws.amazon.com/ses/latest/dg/email-validation-auto.html
 */
const validationMs = 30 * 86_400_000;

/**
 * By bounce type and not by status code, because SES files some 5.x.x under Transient; an unknown
 * subtype goes by its type.
 *
 * @see https://docs.aws.amazon.com/ses/latest/dg/notification-contents.html#bounce-types
 */
const rulingOnBounce = (reason: string | undefined): Ruling | undefined => {
  const [type, subtype] = (reason ?? '').split('/');
  if (type !== 'Permanent') return undefined;
  switch (subtype) {
    case 'Suppressed':
      // On SES's global list: it bounced for some SES customer, whoever the tenant.
      return { reason: 'bounce', reach: 'everyone' };
    case 'OnAccountSuppressionList':
      return { reason: 'account-list', reach: 'everyone' };
    case 'OnTenantSuppressionList':
      return { reason: 'account-list', reach: 'tenant' };
    case 'UnsubscribedRecipient':
      // An opt-out of what the mail was about, and of no other mail.
      return { reason: 'unsubscribe', reach: 'stream' };
    case 'EmailValidationSuppressed':
      return { reason: 'validation', reach: 'tenant', lastsMs: validationMs };
    default:
      return { reason: 'bounce', reach: 'tenant' };
  }
};

const rulingOnComplaint = (reason: string | undefined): Ruling | undefined => {
  switch (reason) {
    case 'not-spam':
      return undefined;
    case 'OnAccountSuppressionList':
      return { reason: 'account-list', reach: 'everyone' };
    case 'OnTenantSuppressionList':
      return { reason: 'account-list', reach: 'tenant' };
    default:
      return { reason: 'complaint', reach: 'tenant' };
  }
};

const rulingOn = (event: FeedbackEvent): Ruling | undefined => {
  switch (event.kind) {
    case 'bounce':
      return rulingOnBounce(event.reason);
    case 'complaint':
      return rulingOnComplaint(event.reason);
    default:
      return undefined;
  }
};

/**
 * Whether SES only tells that an address stands on one of its own lists: nothing new was learnt, so
 * it must not count as a bounce or complaint.
 */
export const isListEcho = (event: FeedbackEvent): boolean => {
  const ruling = rulingOn(event);
  return ruling?.reason === 'account-list' || ruling?.reason === 'unsubscribe';
};

/**
 * Whether SES did not try, for it takes the address for one that does not exist: no mail server has
 * refused anything.
 */
export const isValidationVerdict = (event: FeedbackEvent): boolean =>
  rulingOn(event)?.reason === 'validation';

/**
 * Whether the event is an opt-out that does not say of which stream: it suppresses nobody, and SES
 * goes on not to send to them.
 */
export const isOptOutOfNothing = (event: FeedbackEvent): boolean =>
  rulingOn(event)?.reach === 'stream' && streamOf(event) === undefined;

/**
 * Whether the event is a report that a mail was taken out of the spam folder: the opposite of a
 * complaint (RFC 6430).
 */
export const isNotSpam = (event: FeedbackEvent): boolean =>
  event.kind === 'complaint' && event.reason === 'not-spam';

/**
 * When an event happened: by its own word, unless it has none or claims a time after its
 * publication (epoch milliseconds). So it is the same however late a copy comes.
 */
export const happenedAt = ({ atMs, publishedAtMs }: FeedbackEvent, nowMs: number): number => {
  const latestMs = Math.min(publishedAtMs ?? nowMs, nowMs);
  return atMs > 0 ? Math.min(atMs, latestMs) : latestMs;
};

/** Where a ruling holds; undefined where the event does not say which stream it is about. */
const scopeOf = ({ reach }: Ruling, event: FeedbackEvent, tenantId: string): string | undefined => {
  switch (reach) {
    case 'everyone':
      return everyTenant;
    case 'tenant':
      return tenantScope(tenantId);
    case 'stream': {
      const stream = streamOf(event);
      return stream === undefined ? undefined : streamScope(tenantId, stream);
    }
    default:
      return reach satisfies never;
  }
};

/**
 * The default policy: what one event, by itself, suppresses.
 *
 * - a permanent bounce, and a complaint that is not `not-spam`: its recipients, for the tenant, for
 *   ever
 * - the same for all tenants when SES says that the address stands on its global list or on the
 *   account's list
 * - an opt-out (`UnsubscribedRecipient`): its recipients, for the stream of the tenant; an address
 *   that SES takes for none (`EmailValidationSuppressed`): for the tenant, for 30 days
 * - everything else (transient and undetermined bounces, types SES may add, all other kinds):
 *   nothing by itself; see `softBouncesOf`
 *
 * @returns one entry per recipient that the event names; never one for somebody the mail merely
 * went to
 */
export const suppressionFor = (
  event: FeedbackEvent,
  { tenantId, nowMs }: SuppressionContext,
): readonly SuppressionEntry[] => {
  const ruling = rulingOn(event);
  const scope = ruling && scopeOf(ruling, event, tenantId);
  if (ruling === undefined || scope === undefined) return [];
  const { reason, lastsMs } = ruling;
  const sinceMs = happenedAt(event, nowMs);
  return event.recipients.map((address) => ({
    address,
    scope,
    reason,
    detail: event.reason ?? 'no report',
    source: event.eventId,
    sinceMs,
    expiresAtMs: lastsMs === undefined ? undefined : sinceMs + lastsMs,
  }));
};

/** A bounce of one address that may pass. */
export interface SoftBounce {
  readonly address: string;
  readonly scope: string;
  readonly eventId: string;
  /** Epoch milliseconds. */
  readonly atMs: number;
}

/**
 * The message was at fault, or our own patience (`MaxDeliverySeconds`): they say nothing of the
 * address.
 */
const subtypesOfMessage = new Set([
  'MessageTooLarge',
  'ContentRejected',
  'AttachmentRejected',
  'CustomTimeoutExceeded',
]);

/**
 * An answering machine's reply comes as a bounce of this kind without a word of a mail server, for
 * there was no failure.
 */
const isAutomaticReply = (event: FeedbackEvent): boolean =>
  event.reason === 'Transient/General' && event.detail === undefined;

const countsAsSoft = (event: FeedbackEvent): boolean => {
  if (event.kind !== 'bounce' || isAutomaticReply(event)) return false;
  const [type, subtype] = (event.reason ?? '').split('/');
  return (type === 'Transient' || type === 'Undetermined') && !subtypesOfMessage.has(subtype ?? '');
};

/**
 * What one event adds to the runs of soft bounces: one for each recipient that a transient or
 * undetermined bounce names. Automatic replies, and bounces for which the message itself is to
 * blame, do not count; neither do types that SES may add.
 */
export const softBouncesOf = (
  event: FeedbackEvent,
  { tenantId, nowMs }: SuppressionContext,
): readonly SoftBounce[] =>
  countsAsSoft(event)
    ? event.recipients.map((address) => ({
        address,
        scope: tenantScope(tenantId),
        eventId: event.eventId,
        atMs: happenedAt(event, nowMs),
      }))
    : [];

/** A mail reached an address. */
export interface Arrival {
  readonly address: string;
  readonly scope: string;
  /** Epoch milliseconds. */
  readonly atMs: number;
}

/** Whom a mail reached by the word of one event: their runs of soft bounces are over. */
export const arrivalsOf = (
  event: FeedbackEvent,
  { tenantId, nowMs }: SuppressionContext,
): readonly Arrival[] =>
  event.kind === 'delivery'
    ? event.recipients.map((address) => ({
        address,
        scope: tenantScope(tenantId),
        atMs: happenedAt(event, nowMs),
      }))
    : [];

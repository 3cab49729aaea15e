import { isCanary } from '../canary/is-canary.ts';
import type { FeedbackEvent } from '../feedback/feedback-event.ts';
import { streamOf } from '../feedback/stream-of.ts';
import { everyTenant, streamScope, tenantScope } from './scopes.ts';
import type { SuppressionEntry, SuppressionReason } from './suppression-entry.ts';

/** Tenant of the mail, and the current time (epoch ms). */
export interface SuppressionContext {
  readonly tenantId: string;
  readonly nowMs: number;
}

interface Ruling {
  readonly reason: SuppressionReason;
  readonly reach: 'stream' | 'tenant' | 'everyone';
  /** Duration in ms; undefined means for ever. */
  readonly lastsMs?: number;
}

/**
 * How long SES's verdict that an address does not exist is trusted; ms. The verdict is an estimate
 * and not an answer of a mail server, so the first mail afterwards asks SES again.
 *
 * @see https://docs.aws.amazon.com/ses/latest/dg/email-validation-auto.html
 */
const validationMs = 30 * 86_400_000;

/**
 * Ruling by bounce type and not by status code, because SES files some 5.x.x codes under Transient.
 * An unknown subtype is ruled by its type.
 *
 * @see https://docs.aws.amazon.com/ses/latest/dg/notification-contents.html#bounce-types
 */
const rulingOnBounce = (reason: string | undefined): Ruling | undefined => {
  const [type, subtype] = (reason ?? '').split('/');
  if (type !== 'Permanent') return undefined;
  switch (subtype) {
    case 'Suppressed':
      // On SES's global list, which is shared by all SES customers, so it holds for every tenant.
      return { reason: 'bounce', reach: 'everyone' };
    case 'OnAccountSuppressionList':
      return { reason: 'account-list', reach: 'everyone' };
    case 'OnTenantSuppressionList':
      return { reason: 'account-list', reach: 'tenant' };
    case 'UnsubscribedRecipient':
      // An opt-out of this stream, and of no other mail.
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
 * Whether SES only reports that an address is on one of its own lists. That is no new bounce or
 * complaint, so it must not count as one.
 */
export const isListEcho = (event: FeedbackEvent): boolean => {
  const ruling = rulingOn(event);
  return ruling?.reason === 'account-list' || ruling?.reason === 'unsubscribe';
};

/**
 * Whether SES did not attempt delivery because it considers the address nonexistent. No mail server
 * has refused anything.
 */
export const isValidationVerdict = (event: FeedbackEvent): boolean =>
  rulingOn(event)?.reason === 'validation';

/**
 * Whether the event is an opt-out without a stream. It suppresses nobody here; SES itself continues
 * not to send to the recipient.
 */
export const isOptOutOfNothing = (event: FeedbackEvent): boolean =>
  rulingOn(event)?.reach === 'stream' && streamOf(event) === undefined;

/**
 * Whether the event reports that a recipient took a mail out of the spam folder, the opposite of a
 * complaint (RFC 6430).
 */
export const isNotSpam = (event: FeedbackEvent): boolean =>
  event.kind === 'complaint' && event.reason === 'not-spam';

/**
 * Time of an event; epoch ms. It is the event's own time, or the time of publication when that is
 * missing or lies after the publication. So every copy has the same time, however late it arrives.
 */
export const happenedAt = ({ atMs, publishedAtMs }: FeedbackEvent, nowMs: number): number => {
  const latestMs = Math.min(publishedAtMs ?? nowMs, nowMs);
  return atMs > 0 ? Math.min(atMs, latestMs) : latestMs;
};

/** Scope of a ruling; undefined when the ruling is about a stream that the event does not name. */
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
 * The default policy: the suppressions that follow from one event.
 *
 * - Permanent bounce, and complaint other than `not-spam`: the recipients, for the tenant, for
 *   ever.
 * - The same, for all tenants, when SES reports an address on its global list or the account's
 *   list.
 * - Opt-out (`UnsubscribedRecipient`): the recipients, for the tenant's stream.
 * - Address that SES considers nonexistent (`EmailValidationSuppressed`): for the tenant, for 30
 *   days.
 * - Everything else (transient and undetermined bounces, types that SES may add, all other kinds):
 *   nothing by itself; see `softBouncesOf`.
 * @returns one entry per recipient that the event names; never one for a mere recipient of the
 * mail, nor for a canary
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
  return realRecipients(event, tenantId).map((address) => ({
    address,
    scope,
    reason,
    detail: event.reason ?? 'no report',
    source: event.eventId,
    sinceMs,
    expiresAtMs: lastsMs === undefined ? undefined : sinceMs + lastsMs,
  }));
};

/** A transient or undetermined bounce of one address. */
export interface SoftBounce {
  readonly address: string;
  readonly scope: string;
  readonly eventId: string;
  /** Epoch milliseconds. */
  readonly atMs: number;
}

/**
 * Subtypes caused by the message, or by our own delivery deadline (`MaxDeliverySeconds`). They say
 * nothing about the address.
 */
const subtypesOfMessage = new Set([
  'MessageTooLarge',
  'ContentRejected',
  'AttachmentRejected',
  'CustomTimeoutExceeded',
]);

/**
 * Whether the bounce is an automatic reply, which SES reports as this kind of bounce without a
 * diagnostic code.
 */
const isAutomaticReply = (event: FeedbackEvent): boolean =>
  event.reason === 'Transient/General' && event.detail === undefined;

const countsAsSoft = (event: FeedbackEvent): boolean => {
  if (event.kind !== 'bounce' || isAutomaticReply(event)) return false;
  const [type, subtype] = (event.reason ?? '').split('/');
  return (type === 'Transient' || type === 'Undetermined') && !subtypesOfMessage.has(subtype ?? '');
};

/**
 * Soft bounces of one event: one per recipient that a transient or undetermined bounce names.
 * Automatic replies and bounces caused by the message itself do not count; nor do types that SES
 * may add.
 */
export const softBouncesOf = (
  event: FeedbackEvent,
  { tenantId, nowMs }: SuppressionContext,
): readonly SoftBounce[] =>
  countsAsSoft(event)
    ? realRecipients(event, tenantId).map((address) => ({
        address,
        scope: tenantScope(tenantId),
        eventId: event.eventId,
        atMs: happenedAt(event, nowMs),
      }))
    : [];

/** A delivery to one address. */
export interface Arrival {
  readonly address: string;
  readonly scope: string;
  /** Epoch milliseconds. */
  readonly atMs: number;
}

/** Deliveries that one event reports. They end the soft-bounce runs of their addresses. */
export const arrivalsOf = (
  event: FeedbackEvent,
  { tenantId, nowMs }: SuppressionContext,
): readonly Arrival[] =>
  event.kind === 'delivery'
    ? realRecipients(event, tenantId).map((address) => ({
        address,
        scope: tenantScope(tenantId),
        atMs: happenedAt(event, nowMs),
      }))
    : [];

/** Recipients without canaries, which would fill the table with addresses that nobody writes to. */
const realRecipients = ({ recipients }: FeedbackEvent, tenantId: string): readonly string[] =>
  recipients.filter((address) => !isCanary(tenantId, address));

import type { LifeState } from '../messages/lifecycle.ts';
import type { MessageRecord } from '../messages/message-record.ts';
import { lifeOfRecipient, type RecipientState } from '../messages/recipient-state.ts';
import { isInForce } from '../suppression/scopes.ts';
import type { SuppressionEntry } from '../suppression/suppression-entry.ts';
import { resendId } from './resend-id.ts';

/** What is known when a message is to go again to those whose mail bounced softly. */
export interface ResendFacts {
  readonly record: MessageRecord;
  /** Suppressions of its recipients in the scopes that apply to it; expired ones may be among them. */
  readonly suppressions: readonly SuppressionEntry[];
  /** State of mail that already went again, by its id. */
  readonly resent: ReadonlyMap<string, RecipientState>;
}

/** Whether the mail goes again to one recipient. */
export interface RecipientResend {
  /** Canonical. */
  readonly address: string;
  /** Id of the mail of its own that goes, went, or would go to this recipient. */
  readonly messageId: string;
  /** Why it does not go; undefined when it goes. */
  readonly why: string | undefined;
}

/**
 * Which recipients of a message get its mail again: those whose mail bounced softly, to whom nothing
 * arrived since, and whom no suppression stops. Each gets a mail of its own at the most.
 *
 * @param nowMs - epoch ms
 */
export const planResend = (facts: ResendFacts, nowMs: number): readonly RecipientResend[] => {
  const { record } = facts;
  const mailed = record.recipients.filter((address) => !record.suppressed.includes(address));
  return record.recipients.map((address) => {
    const messageId = resendId(record.key, address);
    const why =
      stateObstacle[lifeOfRecipient(record, address, mailed)] ??
      bounceObstacle(record, address) ??
      suppressionObstacle(facts.suppressions, address, nowMs) ??
      resentObstacle(facts.resent.get(messageId));
    return { address, messageId, why };
  });
};

const underWay = 'its first mail is under way';

/** Why a mail in a state does not go again; undefined for a soft bounce. */
const stateObstacle: Readonly<Record<LifeState, string | undefined>> = {
  'bounced-softly': undefined,
  waiting: underWay,
  sending: underWay,
  unsettled: 'it is not known whether SES took its first mail',
  unknown: 'it is not known whether SES took its first mail',
  sent: underWay,
  delayed: 'SES still tries to deliver its first mail',
  held: 'its first mail is held; release sends it',
  delivered: 'its first mail arrived',
  complained: 'its first mail arrived, and was reported as spam',
  bounced: 'it bounced, and not for a while only',
  suppressed: 'its first mail was not sent, because the address was suppressed',
  expired: 'its first mail was not sent in time',
  rejected: 'its first mail was refused',
  failed: 'its first mail was refused',
  'failed-at-ses': 'SES could not build its first mail',
  'rejected-by-ses': 'SES refused its first mail',
};

/** Soft bounces that the content of the mail caused: the same content would bounce again. */
const causedByContent = [
  'Transient/MessageTooLarge',
  'Transient/ContentRejected',
  'Transient/AttachmentRejected',
];

/**
 * What SES calls an automatic reply: this reason without a diagnostic text. Who replies has the mail.
 *
 * @see https://docs.aws.amazon.com/ses/latest/dg/notification-contents.html#bounce-types
 */
const automaticReply = 'Transient/General';

const bounceObstacle = (record: MessageRecord, address: string): string | undefined => {
  const index = record.recipients.indexOf(address);
  const events = record.events.filter(
    ({ kind, recipients }) =>
      kind === 'bounce' && (recipients.length === 0 || recipients.includes(address)),
  );
  const folded = record.folded
    .filter(({ sort, recipients }) => sort === 'bounce-transient' && recipients.includes(index))
    .flatMap(({ reasons }) => reasons);
  const reasons = [...events.map(({ reason = '' }) => reason), ...folded];
  if (reasons.some((reason) => causedByContent.includes(reason)))
    return 'it bounced for its size or its content; change the mail, and send it under a new id';
  const isReply =
    folded.includes(automaticReply) ||
    events.some(({ reason, detail }) => reason === automaticReply && detail === undefined);
  return isReply ? 'an automatic reply came back, so its first mail arrived' : undefined;
};

const suppressionObstacle = (
  suppressions: readonly SuppressionEntry[],
  address: string,
  nowMs: number,
): string | undefined => {
  const entry = suppressions.find((one) => one.address === address && isInForce(one, nowMs));
  return entry && `it is suppressed: ${entry.reason} in ${entry.scope}`;
};

/** Mail that was stopped before SES may be asked for again; its id keeps it from going twice. */
const resentObstacle = (state: RecipientState | undefined): string | undefined => {
  if (state === undefined || state === 'suppressed' || state === 'expired') return undefined;
  return state === 'bounced'
    ? 'it went again and bounced again; resend the mail that went again'
    : `it went again: ${state}`;
};

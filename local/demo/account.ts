import type { MessageKey } from '../../shared/messages/ports.ts';
import type { MessageState } from '../../shared/messages/recipient-state.ts';

/** A message that was put on a queue. */
export interface PutMessage {
  /**
   * Keys under which the pipeline may know it. The first is its identity: messages that share it
   * are copies of one.
   */
  readonly keys: readonly MessageKey[];
  readonly sqsMessageId: string;
}

/** Known facts about what the pipeline has done. */
export interface Evidence {
  /** Items of the messages table, by {@link keyName}. */
  readonly states: ReadonlyMap<string, MessageState>;
  /** SQS ids, and {@link keyName} of messages, that are among the dead letters. */
  readonly deadLetters: ReadonlySet<string>;
  /** Messages left in the lanes: visible, in flight or delayed. */
  readonly inLanes: number;
}

/**
 * Every message is in exactly one of `sent`, `suppressed`, `duplicate`, `rejected`, `waiting`,
 * `unaccounted`.
 */
export interface Account {
  readonly messages: number;
  /** Accepted by SES; `delivered`, `bounced` and `complained` count what then became of these. */
  readonly sent: number;
  readonly delivered: number;
  readonly bounced: number;
  readonly complained: number;
  readonly suppressed: number;
  /** Queued again under an id that was already dealt with. */
  readonly duplicate: number;
  /** Refused by the pipeline or by SES, or expired. */
  readonly rejected: number;
  /** Still in a queue, held, or being sent. */
  readonly waiting: number;
  /** Found nowhere. */
  readonly unaccounted: number;
}

/** A name for the key, unique among keys. */
export const keyName = (key: MessageKey): string => `${key.tenantId}#${key.messageId}`;

/** Known progress of a message, or `unknown`. */
export type Finding = MessageState | 'unknown';

/** Findings that only an event of SES can change. */
export const isFinal = (finding: Finding): boolean =>
  finding !== 'unknown' && finding !== 'waiting' && finding !== 'sending' && finding !== 'held';

/** Finding about a message from the evidence. */
export const findState = (
  message: PutMessage,
  evidence: Pick<Evidence, 'states' | 'deadLetters'>,
): Finding => {
  const names = message.keys.map(keyName);
  const state = names.map((name) => evidence.states.get(name)).find((found) => found !== undefined);
  if (state !== undefined && isFinal(state)) return state;
  const isDead = [message.sqsMessageId, ...names].some((name) => evidence.deadLetters.has(name));
  return isDead ? 'rejected' : (state ?? 'unknown');
};

type Bucket = 'sent' | 'suppressed' | 'rejected' | 'waiting' | 'unaccounted';

const bucketOf = (finding: Finding): Bucket => {
  switch (finding) {
    case 'complained':
    case 'bounced':
    case 'delivered':
    case 'sent':
      return 'sent';
    case 'rejected':
    case 'failed':
    case 'expired':
      return 'rejected';
    case 'sending':
    case 'held':
    case 'waiting':
      return 'waiting';
    case 'suppressed':
      return 'suppressed';
    case 'unknown':
      return 'unaccounted';
    default:
      return finding satisfies never;
  }
};

/** The distinct messages: one per id, or per SQS message without an id. */
export const distinctMessages = (put: readonly PutMessage[]): readonly PutMessage[] => [
  ...new Map(
    put.map((message) => [message.keys.slice(0, 1).map(keyName).join(), message]),
  ).values(),
];

const count = <T>(items: readonly T[], wanted: T): number =>
  items.filter((item) => item === wanted).length;

/**
 * Accounts for every message.
 *
 * When an id was queued k times, one message counts by its state, and k - 1 count as duplicates
 * once none of them can be left in a lane. Messages that are still in the lanes are first
 * attributed to messages without a finding, then to copies.
 */
export const accountFor = (put: readonly PutMessage[], evidence: Evidence): Account => {
  const findings = distinctMessages(put).map((message) => findState(message, evidence));
  const buckets = findings.map(bucketOf);
  const unknown = count(buckets, 'unaccounted');
  const known = count(buckets, 'waiting');
  const copies = put.length - findings.length;
  const unknownInLanes = Math.min(unknown, evidence.inLanes);
  const copiesInLanes = Math.min(copies, Math.max(0, evidence.inLanes - unknownInLanes - known));
  return {
    messages: put.length,
    sent: count(buckets, 'sent'),
    delivered: count(findings, 'delivered'),
    bounced: count(findings, 'bounced'),
    complained: count(findings, 'complained'),
    suppressed: count(buckets, 'suppressed'),
    duplicate: copies - copiesInLanes,
    rejected: count(buckets, 'rejected'),
    waiting: known + unknownInLanes + copiesInLanes,
    unaccounted: unknown - unknownInLanes,
  };
};

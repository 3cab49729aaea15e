import type { MessageKey } from '../../shared/messages/ports.ts';
import type { MessageState } from '../../shared/messages/recipient-state.ts';

/** One message as it was put on a queue. */
export interface PutMessage {
  /**
   * Under which of these the pipeline may know it; the first is its identity: messages that share
   * it are copies of one.
   */
  readonly keys: readonly MessageKey[];
  readonly sqsMessageId: string;
}

/** What the pipeline is known to have done. */
export interface Evidence {
  /** By {@link keyName}. */
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
  /** SES accepted it; `delivered`, `bounced` and `complained` tell, of these, how it went on. */
  readonly sent: number;
  readonly delivered: number;
  readonly bounced: number;
  readonly complained: number;
  readonly suppressed: number;
  /** Put again under an id that was dealt with already. */
  readonly duplicate: number;
  /** Refused by the pipeline or by SES, or too late. */
  readonly rejected: number;
  /** Still in a queue, held, or being sent. */
  readonly waiting: number;
  /** Nobody knows of it. */
  readonly unaccounted: number;
}

/** A name for the key, unique among keys. */
export const keyName = (key: MessageKey): string => `${key.tenantId}#${key.messageId}`;

/** How far a message is known to have come, or `unknown`. */
export type Finding = MessageState | 'unknown';

/** A finding that nothing but an event of SES can change. */
export const isFinal = (finding: Finding): boolean =>
  finding !== 'unknown' && finding !== 'waiting' && finding !== 'sending' && finding !== 'held';

/** What the evidence says of a message. */
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

/** The distinct messages: one per id, or per SQS message where there is no id. */
export const distinctMessages = (put: readonly PutMessage[]): readonly PutMessage[] => [
  ...new Map(
    put.map((message) => [message.keys.slice(0, 1).map(keyName).join(), message]),
  ).values(),
];

const count = <T>(items: readonly T[], wanted: T): number =>
  items.filter((item) => item === wanted).length;

/**
 * Says of every message what became of it.
 *
 * Of an id that was put k times one is in its state, and k - 1 are duplicates once nothing of them
 * can be left in a lane: what the lanes still hold is first taken for messages nobody knows of yet,
 * then for copies.
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

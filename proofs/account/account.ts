import type { MessageStatus } from '../../shared/messages/message-state.ts';
import type { MessageKey } from '../../shared/messages/ports.ts';
import type { MessageState, RecipientState } from '../../shared/messages/recipient-state.ts';

/** Legal ends of a message. */
export const ends = ['sent', 'suppressed', 'rejected', 'held'] as const;

export type End = (typeof ends)[number];

/** A message that was put on a queue, and its expected end. */
export interface ExpectedMessage {
  readonly key: MessageKey;
  readonly mayEnd: readonly End[];
}

/** State of a message when everything has come to rest. */
export interface FoundMessage {
  /** Status in the messages table; undefined when it has no item. */
  readonly status: MessageStatus | undefined;
  /** Mails of this message per mailbox of the SES simulator. */
  readonly mails: ReadonlyMap<string, number>;
  /** Its body is in the dead letters or held, so that a person can send it again. */
  readonly isKept: boolean;
}

/**
 * Verdict on a message. `lost`: nobody will ever receive or hear of it. `unaccounted`: table and
 * simulator disagree.
 */
export interface Verdict {
  readonly kind: End | 'lost' | 'unaccounted';
  /** Mails beyond the first of each mailbox. */
  readonly doubled: number;
  /** What is wrong; undefined when nothing is. Contains no address. */
  readonly why: string | undefined;
}

/** Totals of all messages of a run. */
export interface Account {
  readonly messages: number;
  readonly sent: number;
  readonly suppressed: number;
  readonly rejected: number;
  readonly held: number;
  readonly lost: number;
  readonly doubled: number;
  readonly unaccounted: number;
}

const sentStates: ReadonlySet<RecipientState> = new Set([
  'complained',
  'bounced',
  'delivered',
  'delayed',
  'sent',
]);

const isSent = (state: RecipientState): boolean => sentStates.has(state);

const endOf = (state: MessageState | undefined): End | undefined => {
  if (state === undefined) return undefined;
  return isSent(state) ? 'sent' : ends.find((end) => end === state);
};

/**
 * Judges a message recipient by recipient: the table must say sent exactly where a mailbox received
 * a mail.
 */
export const judge = (
  expected: ExpectedMessage,
  { status, mails, isKept }: FoundMessage,
): Verdict => {
  const doubled = [...mails.values()].reduce((sum, copies) => sum + copies - 1, 0);
  const verdict = (kind: Verdict['kind'], why?: string): Verdict => ({ kind, doubled, why });

  const recipients = Object.entries(status?.recipients ?? {});
  const withoutMail = recipients.filter(
    ([address, state]) => isSent(state) && !mails.has(address),
  ).length;
  if (withoutMail > 0)
    return verdict('lost', `the table says sent of ${withoutMail} recipients who got no mail`);
  const recordedSent = new Set(
    recipients.filter(([, state]) => isSent(state)).map(([address]) => address),
  );
  const unrecorded = [...mails.keys()].filter((address) => !recordedSent.has(address)).length;
  if (unrecorded > 0)
    return verdict(
      'unaccounted',
      `${unrecorded} mailboxes got a mail of which the table does not say sent (${status?.state})`,
    );

  const end = endOf(status?.state);
  if (end === undefined)
    return verdict(
      isKept ? 'unaccounted' : 'lost',
      `its state is ${status?.state ?? 'unknown'}, which is no end`,
    );
  if ((end === 'rejected' || end === 'held') && !isKept)
    return verdict('lost', `it is ${end}, and its body is kept nowhere`);
  if (end === 'sent' && recipients.some(([, state]) => !isSent(state) && state !== 'suppressed'))
    return verdict('unaccounted', 'some of its recipients are neither sent nor suppressed');
  if (!expected.mayEnd.includes(end))
    return verdict('unaccounted', `it is ${end} and should be ${expected.mayEnd.join(' or ')}`);
  return verdict(end);
};

/**
 * Totals of verdicts. Each message counts under exactly one name; doubled mails are counted in
 * addition.
 */
export const addUp = (verdicts: readonly Verdict[]): Account => {
  const count = (kind: Verdict['kind']): number =>
    verdicts.filter((verdict) => verdict.kind === kind).length;
  return {
    messages: verdicts.length,
    sent: count('sent'),
    suppressed: count('suppressed'),
    rejected: count('rejected'),
    held: count('held'),
    lost: count('lost'),
    doubled: verdicts.reduce((sum, { doubled }) => sum + doubled, 0),
    unaccounted: count('unaccounted'),
  };
};

/** Totals of several runs. */
export const sumOf = (accounts: readonly Account[]): Account => {
  const total = (name: keyof Account): number =>
    accounts.reduce((sum, account) => sum + account[name], 0);
  return {
    messages: total('messages'),
    sent: total('sent'),
    suppressed: total('suppressed'),
    rejected: total('rejected'),
    held: total('held'),
    lost: total('lost'),
    doubled: total('doubled'),
    unaccounted: total('unaccounted'),
  };
};

/** Summary of a run that kills processes or disturbs requests. */
export interface RunEnd extends Account {
  /** Number of killed processes. */
  readonly kills: number;
  /** Number of disturbed requests. */
  readonly faults: number;
  readonly seconds: number;
}

/** Whether nothing was lost, doubled or unaccounted for. */
export const isBalanced = ({ lost, doubled, unaccounted }: Account): boolean =>
  lost + doubled + unaccounted === 0;

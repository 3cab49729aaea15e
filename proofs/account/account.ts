import type { MessageStatus } from '../../shared/messages/message-state.ts';
import type { MessageKey } from '../../shared/messages/ports.ts';
import type { MessageState, RecipientState } from '../../shared/messages/recipient-state.ts';

/** How a message may end. */
export const ends = ['sent', 'suppressed', 'rejected', 'held'] as const;

export type End = (typeof ends)[number];

/** A message that was put on a queue, and what is right for it. */
export interface ExpectedMessage {
  readonly key: MessageKey;
  readonly mayEnd: readonly End[];
}

/** What is found of a message when everything has come to rest. */
export interface FoundMessage {
  /** By the messages table; undefined when the table does not know it. */
  readonly status: MessageStatus | undefined;
  /** By the SES simulator: mails of this message that each mailbox got. */
  readonly mails: ReadonlyMap<string, number>;
  /** Its body is among the dead letters or parked, so that a person can send it again. */
  readonly isKept: boolean;
}

/**
 * What became of a message. `lost`: nobody will ever get it or hear of it. `unaccounted`: table and
 * simulator do not agree.
 */
export interface Verdict {
  readonly kind: End | 'lost' | 'unaccounted';
  /** Mails beyond the first of each mailbox. */
  readonly doubled: number;
  /** What is wrong; undefined when nothing is. Holds no address. */
  readonly why: string | undefined;
}

/** What became of all messages of a run. */
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
 * Compares a message recipient by recipient: the table says sent exactly where a mailbox got a
 * mail.
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
 * Adds verdicts up; each message stands under exactly one name, and doubled mails are counted
 * beside.
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

/** The account of several runs together. */
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

/** The last line of a run that kills or disturbs. */
export interface RunEnd extends Account {
  /** Processes that were killed. */
  readonly kills: number;
  /** Requests that were disturbed. */
  readonly faults: number;
  readonly seconds: number;
}

/** Whether the account balances. */
export const isBalanced = ({ lost, doubled, unaccounted }: Account): boolean =>
  lost + doubled + unaccounted === 0;

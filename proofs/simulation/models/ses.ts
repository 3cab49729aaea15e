import { isSimulated } from '../../../shared/email/mailbox-simulator.ts';
import { pipelineTags } from '../../../shared/feedback/feedback-event.ts';
import { type JointResult, jointAnswersOf } from '../../../shared/ses-api/joint-answers.ts';
import type {
  JointAnswer,
  Mail,
  SendAnswer,
  UnacceptedAnswer,
} from '../../../shared/ses-api/ports.ts';
import type { Dice } from '../world/dice.ts';
import type { Timeline } from '../world/timeline.ts';
import type { Container } from './container.ts';
import { mailboxOf } from './mailboxes.ts';
import { type AccountLimits, createSesAccount, type SesAccount } from './ses-account.ts';
import {
  aboveRate,
  callOverNetwork,
  type NetworkOptions,
  refused,
  type SesFaults,
} from './ses-network.ts';

/** One mail that SES has accepted. */
export interface Accepted {
  readonly sesMessageId: string;
  /** `tenant#message`. */
  readonly subject: string;
  readonly part: string;
  /** Mark that distinguishes the mail from another one under the same id. */
  readonly mark: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly configurationSet: string;
  readonly recipients: readonly string[];
  readonly atMs: number;
  /** A provider of the way out accepted it, and not SES: no event tells of it. */
  readonly bySmtp?: true;
}

/** Why SES refuses a mail. */
export type RefusedWhy = 'rate' | 'quota' | 'paused' | 'message';

export interface SesListener {
  readonly onAccepted: (accepted: Accepted) => void;
  /** Called when a request arrives long after it was sent. */
  readonly onLate: () => void;
  readonly onRefused: (mail: Mail, why: RefusedWhy) => void;
}

export interface SesOptions extends AccountLimits {
  readonly timeline: Timeline;
  readonly dice: Dice;
  readonly faults: () => SesFaults;
  /** Whether it takes one joint request a second, as AWS documents; default no. */
  readonly limitsJointRequests?: boolean;
  /** First part of its message ids, no two accounts the same; default `ses`. */
  readonly idPrefix?: string;
}

/** One SES account: rate, quota, pauses, and the network in between. */
export interface Ses
  extends Pick<SesAccount, 'readAccount' | 'change' | 'sendForeign' | 'sentLast24Hours'> {
  readonly send: (container: Container, mail: Mail) => Promise<SendAnswer>;
  /** Takes several mails by one request. */
  readonly sendJointly: (container: Container, mails: readonly Mail[]) => Promise<JointAnswer>;
  /** Adds a listener for all mail from now on. */
  readonly listen: (listener: Partial<SesListener>) => void;
}

const answers: Readonly<Record<RefusedWhy, UnacceptedAnswer>> = {
  rate: aboveRate,
  quota: refused('Throttling', 'Daily message quota exceeded.'),
  paused: refused('AccountSendingPausedException', 'Email sending is disabled.'),
  message: refused('InvalidParameterValue', 'Invalid address.'),
};

/** Status of a refused mail in the answer to a joint request. */
const statuses: Readonly<Record<RefusedWhy, string>> = {
  rate: 'ACCOUNT_THROTTLED',
  quota: 'ACCOUNT_DAILY_QUOTA_EXCEEDED',
  paused: 'ACCOUNT_SENDING_PAUSED',
  message: 'INVALID_PARAMETER',
};

const tooManyCalls = refused('TooManyRequestsException', 'Rate exceeded');

/** How often SES refuses a joint request as a whole because of one mail in it. */
const refusesWhole = 0.5;

export const subjectOf = (mail: Mail): string =>
  `${mail.tags[pipelineTags.tenant] ?? ''}#${mail.tags[pipelineTags.message] ?? ''}`;

/**
 * Mark of a mail: its template data, or its text. In a history no two mails share it, and all copies
 * of one have it.
 */
export const markOf = (mail: Mail): string =>
  mail.kind === 'template' ? mail.templateData : markIn(mail.mime);

/** The mark in a mail's MIME: its text. */
export const markIn = (mime: Uint8Array): string =>
  /\{"(?:number|insteadOf)":[^}]*\}/.exec(Buffer.from(mime).toString('latin1'))?.[0] ?? '';

export const acceptedMail = (mail: Mail, sesMessageId: string, atMs: number): Accepted => ({
  sesMessageId,
  subject: subjectOf(mail),
  part: mail.tags[pipelineTags.part] ?? '0',
  mark: markOf(mail),
  tags: mail.tags,
  configurationSet: mail.configurationSet,
  recipients: mail.destinations,
  atMs,
});

/** Recipients that the quota counts: all except those of the mailbox simulator. */
const countedIn = ({ destinations }: Mail): number =>
  destinations.filter((address) => !isSimulated(address)).length;

/** Why the account refuses a mail now. An accepted mail takes its tokens here. */
const refusalBy = (account: SesAccount, mail: Mail): RefusedWhy | undefined => {
  if (account.isPaused()) return 'paused';
  if (mail.destinations.some((address) => mailboxOf(address) === 'refused')) return 'message';
  if (!account.fitsQuota(countedIn(mail))) return 'quota';
  return account.takeFromRate(mail.destinations.length) ? undefined : 'rate';
};

export const createSes = ({
  timeline,
  dice,
  faults,
  limitsJointRequests = false,
  idPrefix = 'ses',
  ...limits
}: SesOptions): Ses => {
  const account = createSesAccount(timeline, limits);
  let listeners: readonly Partial<SesListener>[] = [];
  let accepted = 0;

  /** Takes a mail, or says why not. */
  const take: Take = (mail) => {
    const why = refusalBy(account, mail);
    if (why !== undefined) {
      for (const { onRefused } of listeners) onRefused?.(mail, why);
      return why;
    }
    account.count(countedIn(mail));
    accepted += 1;
    const sesMessageId = `${idPrefix}-${accepted}`;
    const taken = acceptedMail(mail, sesMessageId, timeline.now());
    for (const { onAccepted } of listeners) onAccepted?.(taken);
    return { sesMessageId };
  };
  const judge = (mail: Mail): SendAnswer => {
    const end = take(mail);
    return typeof end === 'string' ? answers[end] : { kind: 'accepted', ...end };
  };
  const judgeJointly = jointJudge({ timeline, dice, faults, limitsJointRequests }, account, take);
  const onLate = (): void => {
    for (const listener of listeners) listener.onLate?.();
  };
  const network: NetworkOptions = { timeline, dice, faults, onLate };

  const { readAccount, change, sendForeign, sentLast24Hours } = account;
  return {
    send: (container, mail) => container.reach(() => callOverNetwork(network, () => judge(mail))),
    sendJointly: (container, mails) =>
      container.reach(() => callOverNetwork(network, () => judgeJointly(mails))),
    ...{ readAccount, change, sendForeign, sentLast24Hours },
    listen: (listener) => {
      listeners = [...listeners, listener];
    },
  };
};

type Take = (mail: Mail) => RefusedWhy | { readonly sesMessageId: string };

/** Answers joint requests: each mail by itself, or all at once as SES sometimes does. */
const jointJudge = (
  {
    timeline,
    dice,
    faults,
    limitsJointRequests = false,
  }: Pick<SesOptions, 'timeline' | 'dice' | 'faults' | 'limitsJointRequests'>,
  account: Pick<SesAccount, 'isPaused'>,
  take: Take,
): ((mails: readonly Mail[]) => JointAnswer) => {
  let nextMs = Number.NEGATIVE_INFINITY;
  const resultOf = (mail: Mail): JointResult => {
    if (dice.chance(faults().lostBefore)) return { Status: 'TRANSIENT_FAILURE' };
    const end = take(mail);
    return typeof end === 'string'
      ? { Status: statuses[end] }
      : { Status: 'SUCCESS', MessageId: end.sesMessageId };
  };
  return (mails) => {
    if (limitsJointRequests && timeline.now() < nextMs) return tooManyCalls;
    nextMs = timeline.now() + 1_000;
    const isOdd = mails.some(({ destinations }) =>
      destinations.some((address) => mailboxOf(address) === 'refused'),
    );
    return isOdd && !account.isPaused() && dice.chance(refusesWhole)
      ? answers.message
      : { kind: 'answered', answers: jointAnswersOf(mails.map(resultOf), mails.length) };
  };
};

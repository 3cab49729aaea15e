import { isSimulated } from '../../../shared/email/mailbox-simulator.ts';
import { pipelineTags } from '../../../shared/feedback/feedback-event.ts';
import type { AccountReading } from '../../../shared/pacing/ports.ts';
import type { Mail, SendAnswer } from '../../../shared/ses-api/ports.ts';
import { refusalOf } from '../../../shared/ses-api/ses-refusal.ts';
import { addToDay, emptyDay, fitsDay, rollDay } from '../../../simulator/account/daily-count.ts';
import {
  changeRate,
  forceRecipients,
  type LimiterKind,
  newLimiter,
  takeRecipients,
} from '../../../simulator/account/limiter.ts';
import type { Dice } from '../world/dice.ts';
import type { Timeline } from '../world/timeline.ts';
import type { Container } from './container.ts';
import { mailboxOf } from './mailboxes.ts';

/** Probabilities per call, 0 to 1. */
export interface SesFaults {
  /** No connection: the request never left. */
  readonly unreachable: number;
  /** 5xx or reset, and SES did not take the mail. */
  readonly lostBefore: number;
  /** 5xx or reset, and SES took it. */
  readonly lostAfter: number;
  /**
   * No answer in time; half of them are taken, some of these only after the sender has given up.
   */
  readonly timeout: number;
  /** Refused as above the rate although it is not: SES may accept less than it allows. */
  readonly throttled: number;
}

export const noSesFaults: SesFaults = {
  unreachable: 0,
  lostBefore: 0,
  lostAfter: 0,
  timeout: 0,
  throttled: 0,
};

/** One mail that SES has taken. */
export interface Accepted {
  readonly sesMessageId: string;
  /** `tenant#message`. */
  readonly subject: string;
  readonly part: string;
  /** Tells the mail from another one under the same id. */
  readonly mark: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly configurationSet: string;
  readonly recipients: readonly string[];
  readonly atMs: number;
}

export interface SesOptions {
  readonly timeline: Timeline;
  readonly dice: Dice;
  readonly limiter: LimiterKind;
  readonly ratePerSecond: number;
  /** -1 is no limit. */
  readonly max24Hours: number;
  readonly faults: () => SesFaults;
  readonly onAccepted: (accepted: Accepted) => void;
  /** A request arrives long after it left. */
  readonly onLate: () => void;
  readonly onRefused: (mail: Mail, why: 'rate' | 'quota' | 'paused' | 'message') => void;
}

/** One SES account: rate, quota, pauses, and a network on the way to it. */
export interface Ses {
  readonly send: (container: Container, mail: Mail) => Promise<SendAnswer>;
  readonly readAccount: () => AccountReading;
  readonly change: (change: {
    readonly ratePerSecond?: number;
    readonly max24Hours?: number;
    readonly isPaused?: boolean;
  }) => void;
  /** Mail of somebody else on the same account. */
  readonly sendForeign: (recipients: number) => void;
  readonly sentLast24Hours: () => number;
}

/** The sender waits this long for an answer; see `shared/aws/ses/ses-mailer.ts`. */
const requestTimeoutMs = 10_000;
/** SES's own count of the last 24 hours lags behind by some seconds. */
const countLagMs = 10_000;

const unknown = (detail: string): SendAnswer => ({ kind: 'unknown', detail });

const refused = (code: string, message: string): SendAnswer => {
  const refusal = refusalOf({ code, message, status: 400 });
  return refusal === undefined ? unknown(code) : { kind: 'refused', refusal };
};

const answers = {
  rate: refused('Throttling', 'Maximum sending rate exceeded.'),
  quota: refused('Throttling', 'Daily message quota exceeded.'),
  paused: refused('AccountSendingPausedException', 'Email sending is disabled.'),
  message: refused('InvalidParameterValue', 'Invalid address.'),
} as const;

const unreachable: SendAnswer = {
  kind: 'refused',
  refusal: {
    kind: 'unreachable',
    code: 'ECONNREFUSED',
    cause: 'The request did not reach SES.',
    remedy: 'Nothing: it is tried again.',
  },
};

export const subjectOf = (mail: Mail): string =>
  `${mail.tags[pipelineTags.tenant] ?? ''}#${mail.tags[pipelineTags.message] ?? ''}`;

/** The template data: in a history no two mails have the same, and every copy of one has. */
export const markOf = (mail: Mail): string => (mail.kind === 'template' ? mail.templateData : '');

export const createSes = ({
  timeline,
  dice,
  faults,
  onAccepted,
  onRefused,
  onLate,
  ...limits
}: SesOptions): Ses => {
  let limiter = newLimiter(limits.limiter, limits.ratePerSecond, timeline.now());
  let day = emptyDay;
  let { max24Hours } = limits;
  let isPaused = false;
  let accepted = 0;
  /** Recipients that SES's own count does not show yet. */
  let uncounted = 0;

  const count = (recipients: number): void => {
    const nowMs = timeline.now();
    if (max24Hours >= 0) day = addToDay(day, recipients, nowMs);
    uncounted += recipients;
    timeline.at(nowMs + countLagMs, () => {
      uncounted -= recipients;
    });
  };

  /** SES decides, at the moment the request arrives. */
  const judge = (mail: Mail): SendAnswer => {
    const nowMs = timeline.now();
    const refuse = (why: keyof typeof answers): SendAnswer => {
      onRefused(mail, why);
      return answers[why];
    };
    if (isPaused) return refuse('paused');
    if (mail.destinations.some((address) => mailboxOf(address) === 'refused'))
      return refuse('message');
    const recipients = mail.destinations.length;
    const counted = mail.destinations.filter((address) => !isSimulated(address)).length;
    if (!fitsDay(day, counted, max24Hours, nowMs)) return refuse('quota');
    const take = takeRecipients(limiter, recipients, nowMs);
    limiter = take.limiter;
    if (!take.isTaken) return refuse('rate');
    count(counted);
    accepted += 1;
    const sesMessageId = `ses-${accepted}`;
    onAccepted({
      sesMessageId,
      subject: subjectOf(mail),
      part: mail.tags[pipelineTags.part] ?? '0',
      mark: markOf(mail),
      tags: mail.tags,
      configurationSet: mail.configurationSet,
      recipients: mail.destinations,
      atMs: nowMs,
    });
    return { kind: 'accepted', sesMessageId };
  };

  const call = async (mail: Mail): Promise<SendAnswer> => {
    const fault = faults();
    const thereMs = dice.between(5, 30);
    const backMs = dice.between(30, 60);
    if (dice.chance(fault.unreachable)) {
      await timeline.sleep(thereMs);
      return unreachable;
    }
    if (dice.chance(fault.lostBefore)) {
      await timeline.sleep(thereMs);
      return unknown('socket hang up');
    }
    if (dice.chance(fault.throttled)) {
      await timeline.sleep(thereMs);
      return answers.rate;
    }
    if (dice.chance(fault.timeout)) {
      const isTaken = dice.chance(0.5);
      // The request may still be on its way when the sender has given up.
      const arrivesMs = dice.between(5, 1.5 * requestTimeoutMs);
      const arrive = (): void => {
        onLate();
        judge(mail);
      };
      if (isTaken) timeline.at(timeline.now() + arrivesMs, arrive);
      await timeline.sleep(requestTimeoutMs);
      return unknown('no answer in time');
    }
    const isAnswerLost = dice.chance(fault.lostAfter);
    await timeline.sleep(thereMs);
    const answer = judge(mail);
    await timeline.sleep(backMs);
    return isAnswerLost ? unknown('503') : answer;
  };

  const sentLast24Hours = (): number => {
    day = rollDay(day, timeline.now());
    return day.recipients;
  };

  const readAccount = (): AccountReading => ({
    max24Hours: max24Hours < 0 ? Number.POSITIVE_INFINITY : max24Hours,
    maxPerSecond: limiter.ratePerSecond,
    sentLast24Hours: Math.max(0, sentLast24Hours() - uncounted),
    isPaused,
    enforcementStatus: 'HEALTHY',
    isSandbox: false,
  });

  return {
    send: (container, mail) => container.reach(() => call(mail)),
    readAccount,
    change: (change) => {
      if (change.ratePerSecond !== undefined)
        limiter = changeRate(limiter, change.ratePerSecond, timeline.now());
      if (change.max24Hours !== undefined) max24Hours = change.max24Hours;
      if (change.isPaused !== undefined) isPaused = change.isPaused;
    },
    sendForeign: (recipients) => {
      limiter = forceRecipients(limiter, recipients, timeline.now());
      count(recipients);
    },
    sentLast24Hours,
  };
};

import type { Stream } from '../../shared/email/streams.ts';
import type { Account, Verdict } from '../account/account.ts';
import { addUp } from '../account/account.ts';
import type { KillPoint } from './kill-switch.ts';

/** Whether SES's events reach the table during a trial, or only after it. */
export type EventsMode = 'arrive' | 'held-back';

/** A judged message of a trial. */
export interface JudgedMessage {
  readonly verdict: Verdict;
  /**
   * Doubled mails that nobody could avoid: SES had accepted the earlier mail, and only SES knew.
   */
  readonly unknowable: number;
}

/** A judged trial of the sender. */
export interface JudgedTrial {
  readonly point: KillPoint | undefined;
  readonly killedAt: string | undefined;
  readonly messages: readonly JudgedMessage[];
}

/** Results of all kill points of one kind of batch. */
export interface CrashRow extends Account {
  readonly function: string;
  /** Records per batch. */
  readonly batch: number;
  readonly stream: Stream | null;
  readonly events: EventsMode | null;
  /**
   * Planned kill points, and those at which a process was in fact killed; a run that takes another
   * course may end earlier.
   */
  readonly points: number;
  readonly kills: number;
  /**
   * Mails sent a second time because SES had accepted the first when the process was killed, or cut
   * short by its time limit. Only SES knew, and its events stayed away for longer than the settle
   * time. Not counted as `doubled`.
   */
  readonly unknowable: number;
}

/** Unavoidable second mails per kill point. */
export type UnknowablePoints = Readonly<Record<string, number>>;

/** Unavoidable second mails of a message; none while SES's events arrive, because these tell. */
const unavoidableOf = ({ unknowable }: JudgedMessage, events: EventsMode): number =>
  events === 'held-back' ? unknowable : 0;

/** The verdict without unavoidable second mails. */
const reckoned = (message: JudgedMessage, events: EventsMode): Verdict => ({
  ...message.verdict,
  doubled: message.verdict.doubled - unavoidableOf(message, events),
});

const unavoidable = (messages: readonly JudgedMessage[], events: EventsMode): number =>
  messages.reduce((sum, message) => sum + unavoidableOf(message, events), 0);

/** Totals of the trials of one kind of batch. */
export const rowOf = (
  {
    batch,
    stream,
    events,
  }: { readonly batch: number; readonly stream: Stream; readonly events: EventsMode },
  trials: readonly JudgedTrial[],
): CrashRow => {
  const messages = trials.flatMap((trial) => trial.messages);
  return {
    function: 'send-email',
    batch,
    stream,
    events,
    points: trials.length,
    kills: trials.filter(({ killedAt }) => killedAt !== undefined).length,
    ...addUp(messages.map((message) => reckoned(message, events))),
    unknowable: unavoidable(messages, events),
  };
};

/**
 * Kill points that caused unavoidable second mails: `after ses SendRawEmail`, `before dynamodb
 * UpdateItem messages`.
 */
export const unknowablePoints = (
  events: EventsMode,
  trials: readonly JudgedTrial[],
): UnknowablePoints => {
  const points = new Map<string, number>();
  for (const { point, killedAt, messages } of trials) {
    const mails = unavoidable(messages, events);
    const name = `${point?.side} ${killedAt}`;
    if (mails > 0) points.set(name, (points.get(name) ?? 0) + mails);
  }
  return Object.fromEntries(points);
};

const columns = [
  'points',
  'kills',
  'messages',
  'sent',
  'suppressed',
  'rejected',
  'held',
  'lost',
  'doubled',
  'unknowable',
  'unaccounted',
] as const;

const widthOf = (column: string): number => Math.max(6, column.length) + 1;

/** The head of the table. */
export const crashTableHead = (): string =>
  `${'function'.padEnd(17)}${'batch'.padStart(5)} ${'stream'.padEnd(14)}${'events'.padEnd(10)}${columns.map((column) => column.padStart(widthOf(column))).join('')}`;

/** One line of the table. */
export const crashTableLine = (row: CrashRow): string =>
  `${row.function.padEnd(17)}${String(row.batch).padStart(5)} ${(row.stream ?? '–').padEnd(14)}${(row.events ?? '–').padEnd(10)}${columns
    .map((column) => String(row[column]).padStart(widthOf(column)))
    .join('')}`;

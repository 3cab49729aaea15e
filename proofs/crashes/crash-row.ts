import type { Stream } from '../../shared/email/streams.ts';
import type { Account, Verdict } from '../account/account.ts';
import { addUp } from '../account/account.ts';
import type { KillPoint } from './kill-switch.ts';

/** Whether SES's events reach the table while a trial runs, or only after it. */
export type EventsMode = 'arrive' | 'held-back';

/** A message of a trial, judged. */
export interface JudgedMessage {
  readonly verdict: Verdict;
  /**
   * Of its doubled mails, those that went out because SES had taken the ones before and nobody but
   * SES knew.
   */
  readonly unknowable: number;
}

/** A sender's trial, judged. */
export interface JudgedTrial {
  readonly point: KillPoint | undefined;
  readonly killedAt: string | undefined;
  readonly messages: readonly JudgedMessage[];
}

/** All points of one kind of batch. */
export interface CrashRow extends Account {
  readonly function: string;
  /** Records per batch. */
  readonly batch: number;
  readonly stream: Stream | null;
  readonly events: EventsMode | null;
  /**
   * Points at which a process was to be killed, and at which one was: a run that takes another
   * course may end before.
   */
  readonly points: number;
  readonly kills: number;
  /**
   * Mails that went out a second time because SES had taken the first when the process was killed,
   * or was cut short by its time limit; nothing but SES knew, and SES's events stayed away for
   * longer than the settle time. They are not among the `doubled`.
   */
  readonly unknowable: number;
}

/** Points at which mails went out twice: where the process was killed, and how many. */
export type UnknowablePoints = Readonly<Record<string, number>>;

/** While SES's events arrive they tell. */
const unavoidableOf = ({ unknowable }: JudgedMessage, events: EventsMode): number =>
  events === 'held-back' ? unknowable : 0;

/** A verdict without the second mails that nobody could avoid. */
const reckoned = (message: JudgedMessage, events: EventsMode): Verdict => ({
  ...message.verdict,
  doubled: message.verdict.doubled - unavoidableOf(message, events),
});

const unavoidable = (messages: readonly JudgedMessage[], events: EventsMode): number =>
  messages.reduce((sum, message) => sum + unavoidableOf(message, events), 0);

/** Adds the trials of one kind of batch up. */
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
 * Where the unavoidable second mails came from: `after ses SendRawEmail`, `before dynamodb
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

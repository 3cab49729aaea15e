/** Recipients accepted within one second. */
interface SecondOfSending {
  readonly second: number;
  /** Time of the last one; the whole second is dropped 24 hours after it. */
  readonly lastAtMs: number;
  readonly recipients: number;
}

/**
 * Count of the recipients of the rolling 24 hours, exact to the second.
 *
 * @see https://docs.aws.amazon.com/ses/latest/dg/manage-sending-quotas.html
 */
export interface DailyCount {
  /** Finished seconds, oldest first. */
  readonly past: readonly SecondOfSending[];
  readonly current: SecondOfSending | undefined;
  /** Sum of `past` and `current`. */
  readonly recipients: number;
}

export const dayMs = 24 * 60 * 60 * 1000;

export const emptyDay: DailyCount = { past: [], current: undefined, recipients: 0 };

/** Drops seconds that are 24 hours old. */
export const rollDay = (day: DailyCount, nowMs: number): DailyCount => {
  const isOver = (second: SecondOfSending): boolean => nowMs - second.lastAtMs >= dayMs;
  const oldest = day.past[0] ?? day.current;
  if (oldest === undefined || !isOver(oldest)) return day;
  const firstKept = day.past.findIndex((second) => !isOver(second));
  const past = firstKept === -1 ? [] : day.past.slice(firstKept);
  const current = day.current !== undefined && !isOver(day.current) ? day.current : undefined;
  return {
    past,
    current,
    recipients: past.reduce((sum, second) => sum + second.recipients, current?.recipients ?? 0),
  };
};

/** Counts recipients that were accepted now. */
export const addToDay = (day: DailyCount, recipients: number, nowMs: number): DailyCount => {
  const rolled = rollDay(day, nowMs);
  const second = Math.floor(nowMs / 1000);
  const isSameSecond = rolled.current?.second === second;
  const before = isSameSecond ? (rolled.current?.recipients ?? 0) : 0;
  return {
    past:
      isSameSecond || rolled.current === undefined ? rolled.past : [...rolled.past, rolled.current],
    current: { second, lastAtMs: nowMs, recipients: before + recipients },
    recipients: rolled.recipients + recipients,
  };
};

/** Whether this many more recipients stay within the quota; −1 is no quota. */
export const fitsDay = (
  day: DailyCount,
  recipients: number,
  max24HourSend: number,
  nowMs: number,
): boolean => max24HourSend < 0 || rollDay(day, nowMs).recipients + recipients <= max24HourSend;

/** Recipients of one day. */
export interface DayCount {
  /** Beginning of the day, UTC; epoch ms. */
  readonly dayMs: number;
  readonly recipients: number;
}

/** What a month has sent, and will have sent when it goes on like the last days. */
export interface Forecast {
  readonly soFar: number;
  /** Whole recipients by the end of the month. */
  readonly byEnd: number;
  /** Share of the month that is over, above 0. */
  readonly elapsed: number;
}

const dayMs = 86_400_000;
/** Days whose mean the rest of the month is expected to be like: each weekday once. */
const daysOfMean = 7;
/** Below this the mean of one morning would speak for a month; days. */
const leastDays = 0.25;

/**
 * Forecasts a calendar month (UTC) from the counts of its days: what was sent, and for the time that
 * is left the mean of the last seven days of the month so far.
 *
 * @param days - of this month; days that are missing have none
 */
export const forecastMonth = (days: readonly DayCount[], nowMs: number): Forecast => {
  const from = startOfMonth(nowMs);
  const until = endOfMonth(nowMs);
  const own = days.filter((day) => day.dayMs >= from && day.dayMs <= nowMs);
  const soFar = sum(own);
  const meanFrom = Math.max(from, nowMs - daysOfMean * dayMs);
  const meanDays = Math.max(leastDays, (nowMs - meanFrom) / dayMs);
  // The first day of the mean counts as far as it lies in it.
  const recent = own.reduce(
    (total, day) => total + day.recipients * shareSince(day.dayMs, meanFrom, nowMs),
    0,
  );
  return {
    soFar,
    byEnd: Math.round(soFar + (recent / meanDays) * ((until - nowMs) / dayMs)),
    elapsed: Math.max(nowMs - from, 1) / (until - from),
  };
};

/** Beginning of the calendar month, UTC; epoch ms. */
export const startOfMonth = (nowMs: number): number => {
  const now = new Date(nowMs);
  return Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1);
};

const endOfMonth = (nowMs: number): number => {
  const now = new Date(nowMs);
  return Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1);
};

const sum = (days: readonly DayCount[]): number =>
  days.reduce((total, { recipients }) => total + recipients, 0);

/** Share of a day, as far as it is over, that lies after a time. */
const shareSince = (startMs: number, fromMs: number, nowMs: number): number => {
  const endMs = Math.min(startMs + dayMs, nowMs);
  if (startMs >= fromMs) return 1;
  return endMs <= fromMs ? 0 : (endMs - fromMs) / (endMs - startMs);
};

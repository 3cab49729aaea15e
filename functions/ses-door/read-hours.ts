import { sumCounts } from '../../shared/reputation/counts.ts';
import { dayMs, daysBetween } from '../../shared/reputation/periods.ts';
import type { ReputationBook } from '../../shared/reputation/reputation-book.ts';
import type { HourOfMail } from './ports.ts';

/** Days that SES's statistics go back. */
const days = 14;

/** A tenant's hours of the last two weeks, in which it sent anything. */
export const hoursOf = async (
  { readHours }: Pick<ReputationBook, 'readHours'>,
  nowMs: number,
): Promise<readonly HourOfMail[]> => {
  const read = await Promise.all(daysBetween(nowMs - days * dayMs, nowMs).map(readHours));
  return read.flatMap((hours) =>
    [...hours].map(([startMs, tally]) => ({ startMs, ...sumCounts(tally.values()) })),
  );
};

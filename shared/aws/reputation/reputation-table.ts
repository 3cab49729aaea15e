import { dayOf, hourMs, hourOf } from '../../reputation/periods.ts';
import type { RecordFacts, ReputationBook } from '../../reputation/reputation-book.ts';
import type { TellUnreadable } from '../../system/unreadable-item.ts';
import type { Documents } from '../dynamodb/documents.ts';
import { readCursor, writeCursor } from './cursor.ts';
import { listLate, settleLate } from './late-slots.ts';
import { recordFactsIn } from './reputation-facts.ts';
import { dayPk, hourName, hourPk, slotName } from './reputation-keys.ts';
import { listStandings, writeStanding } from './standings.ts';
import { countSlot, readSums, writeSum } from './sums.ts';

/**
 * The reputation table; its layout, and why it counts nothing twice and forgets nothing, is in
 * docs/reputation.md.
 */
export const reputationTable = (
  documents: Documents,
  table: string,
  now: () => number,
  tell: TellUnreadable = () => {},
): ReputationBook & { readonly recordFacts: RecordFacts } => {
  const rows = { documents, table, tell };
  return {
    recordFacts: (facts) => recordFactsIn(documents, table, facts, now()),

    countSlot: (slot) => countSlot(rows, slot),
    readSlots: (hour) => readSums(rows, hourPk(hour), (minute) => hour + minute * 60_000),
    writeSlot: (slot, tally) =>
      writeSum(
        rows,
        { pk: hourPk(hourOf(slot)), part: slotName(slot).slice(14), atMs: slot },
        tally,
      ),
    readHours: (day) => readSums(rows, dayPk(day), (hour) => day + hour * hourMs),
    writeHour: (hour, tally) =>
      writeSum(rows, { pk: dayPk(dayOf(hour)), part: hourName(hour).slice(11), atMs: hour }, tally),

    readCursor: () => readCursor(rows),
    writeCursor: (slot) => writeCursor(rows, slot),
    listLate: () => listLate(rows),
    settleLate: (late) => settleLate(rows, late),
    listStandings: () => listStandings(rows),
    writeStanding: (standing) => writeStanding(rows, standing),
  };
};

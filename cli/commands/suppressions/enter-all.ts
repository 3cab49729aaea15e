import { isThrottle } from '../../../shared/aws/dynamodb/documents.ts';
import type { SuppressionTable } from '../../../shared/aws/suppressions/suppression-table.ts';
import { wouldChange } from '../../../shared/suppression/address-record.ts';
import type { SuppressionEntry } from '../../../shared/suppression/suppression-entry.ts';
import { type BackOff, backOffMs } from '../../../shared/system/back-off.ts';
import { mapInBatches } from '../../../shared/system/map-in-batches.ts';
import type { Clock } from '../../../shared/system/ports.ts';

/** Result of entering rows. */
export interface EnteredAll {
  /** Entries that were new, or last longer than the existing ones. */
  readonly entered: number;
  /** Entries left out because the existing row cannot be read. */
  readonly unreadable: readonly SuppressionEntry[];
}

/**
 * Enters the rows that the table does not have yet: one look-up per hundred rows, then a
 * conditional write for each new one.
 */
export const enterAllIn =
  (table: Pick<SuppressionTable, 'findReadable' | 'enter' | 'enterNew'>, clock: Clock) =>
  async (entries: readonly SuppressionEntry[]): Promise<EnteredAll> => {
    const keys = new Map(entries.map((entry) => [nameOf(entry), keyOf(entry)]));
    const found = await patiently(clock, () => table.findReadable([...keys.values()]));
    const records = new Map(found.records.map((record) => [nameOf(record), record]));
    const oddRows = new Set(found.unreadable.map(nameOf));
    const isOdd = (entry: SuppressionEntry): boolean => oddRows.has(nameOf(entry));
    const isDue = (entry: SuppressionEntry): boolean =>
      !isOdd(entry) && wouldChange(entry, records.get(nameOf(entry)));

    let entered = 0;
    const enterOne = async (entry: SuppressionEntry): Promise<void> => {
      const isNew =
        !records.has(nameOf(entry)) && (await patiently(clock, () => table.enterNew(entry)));
      if (isNew || (await patiently(clock, () => table.enter(entry))) === 'entered') entered += 1;
    };
    await mapInBatches(entries.filter(isDue), enterOne);
    return { entered, unreadable: entries.filter(isOdd) };
  };

interface Key {
  readonly address: string;
  readonly scope: string;
}

const keyOf = ({ address, scope }: Key): Key => ({ address, scope });

const nameOf = ({ address, scope }: Key): string => `${scope} ${address}`;

const throttledAttempts = 10;
const backOff: BackOff = { firstMs: 200, lastMs: 51_200 };

/** Retries while DynamoDB throttles. */
const patiently = async <Answer>(clock: Clock, act: () => Promise<Answer>): Promise<Answer> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await act();
    } catch (error) {
      if (!isThrottle(error) || attempt === throttledAttempts) throw error;
      await clock.sleepUntil(clock.now() + backOffMs(backOff, attempt));
    }
  }
};

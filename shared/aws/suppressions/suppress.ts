import type { SuppressionEntry } from '../../suppression/suppression-entry.ts';
import { changeRow } from './change-row.ts';
import { eventChange } from './entry-change.ts';
import type { SuppressionRows } from './suppression-rows.ts';

/** Writes an entry that follows from an event. */
export const suppress = async (rows: SuppressionRows, entry: SuppressionEntry): Promise<void> => {
  await changeRow(rows, entry, eventChange(entry));
};

import { changeRow, keptAfter, type RowChange } from './change-row.ts';
import type { SuppressionRows } from './suppression-rows.ts';

/** Takes back complaints made until `atMs` (epoch ms). */
export const liftComplaint = async (
  rows: SuppressionRows,
  address: string,
  scope: string,
  atMs: number,
): Promise<void> => {
  await changeRow(rows, { address, scope }, pardon(atMs));
};

/** Records a not-spam report; the latest time counts. */
const pardon = (atMs: number): RowChange => ({
  set: ['notSpamAt = :at'],
  condition: '(attribute_not_exists(notSpamAt) OR notSpamAt < :at)',
  values: { ':at': atMs },
  keepUntilMs: keptAfter(atMs),
});

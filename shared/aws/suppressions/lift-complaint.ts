import { changeRow, keptAfter, type RowChange } from './change-row.ts';
import type { SuppressionRows } from './suppression-rows.ts';

/** Notes that the owner of the address called mail no spam; the latest time counts. */
const pardon = (atMs: number): RowChange => ({
  set: ['notSpamAt = :at'],
  condition: '(attribute_not_exists(notSpamAt) OR notSpamAt < :at)',
  values: { ':at': atMs },
  keepUntilMs: keptAfter(atMs),
});

/** Takes complaints back that were made until then (epoch ms). */
export const liftComplaint = async (
  rows: SuppressionRows,
  address: string,
  scope: string,
  atMs: number,
): Promise<void> => {
  await changeRow(rows, { address, scope }, pardon(atMs));
};

/**
 * The send ledger: one item per SES account and region that says when the next mail may go out, and
 * how many are left in the rolling 24 hours. It is GCRA, the generic cell rate algorithm, by
 * virtual scheduling: `tat` is the theoretical arrival time of the next mail, `tau` the burst that
 * is tolerated, and the interval between two slots is 1 / rate.
 *
 * A slot says *when*, so one conditional write reserves a whole block and the wait is known at
 * once. The rules, one file each: `reservation.ts` takes slots, `obstacle.ts` says why there are
 * none, `cut.ts` lowers the rate after SES throttled, `rebase.ts` takes over SES's word on rate and
 * quota. `shared/aws/ledger` repeats their conditions and effects as DynamoDB's expressions; a
 * property in `tests/shared/aws/ledger/ledger-table.test.ts` holds that both do the same.
 *
 * @see https://www.itu.int/rec/T-REC-I.371 (GCRA)
 */

import type { Lane } from '../email/streams.ts';
import type { Margin } from './margin.ts';
import type { UseCounts } from './quota-use.ts';

export interface Ledger extends UseCounts {
  /** When the next free slot begins (theoretical arrival time); epoch ms, may be fractional. */
  readonly tatMs: number;
  /** Time per recipient in force. */
  readonly intervalMs: number;
  /** Time per recipient at the account's full rate. */
  readonly minIntervalMs: number;
  /** Recipients left in the rolling 24 hours; never more than SES would still take. */
  readonly quota: number;
  /**
   * Recipients that `quota` counts as used, and SES did not at the last re-base: some may have been
   * counted twice.
   */
  readonly unconfirmed: number;
  /** Max24HourSend; Infinity when SES sets no limit. */
  readonly max24Hours: number;
  /** When SES's quota was read last; epoch ms. */
  readonly syncedAtMs: number;
  /** Bulk mail waits until then; epoch ms. */
  readonly busyUntilMs: number;
  /** When the margin last moved `intervalMs`; epoch ms. */
  readonly adjustedAtMs: number;
  readonly margin: Margin;
  /** Lanes whose queue refresh-quota has closed, and will open again. */
  readonly stoppedLanes: readonly Lane[];
}

/** Part of the 24-hour quota that only transactional mail may use. */
const transactionalReserve = 0.05;

/**
 * Recipients that bulk mail has to leave for transactional mail, by SES's word. What may have been
 * counted twice is left already: else bulk mail would wait for it, and a mailing that needs its
 * whole quota would begin later each day.
 */
export const bulkReserve = ({ max24Hours, unconfirmed }: Ledger): number =>
  Number.isFinite(max24Hours)
    ? Math.max(0, Math.ceil(max24Hours * transactionalReserve) - unconfirmed)
    : 0;

/**
 * Recipients that a lane may still send in the rolling 24 hours; below 0 when others have used up
 * what was left.
 */
export const roomFor = (ledger: Ledger, lane: Lane): number =>
  ledger.quota - (lane === 'bulk' ? bulkReserve(ledger) : 0);

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
  /**
   * GCRA's TAT, the theoretical arrival time: when the next free slot begins; epoch ms, may be
   * fractional.
   */
  readonly tatMs: number;
  /** Time per recipient at the rate in use; ms. */
  readonly intervalMs: number;
  /** Time per recipient at the account's full rate; ms. */
  readonly minIntervalMs: number;
  /** Recipients left in the rolling 24 hours; never more than SES would still accept. */
  readonly quota: number;
  /**
   * Recipients that `quota` counts as used and SES had not counted at the last re-base; some may be
   * counted twice.
   */
  readonly unconfirmed: number;
  /** Max24HourSend; Infinity when SES sets no limit. */
  readonly max24Hours: number;
  /** When the quota was last read from SES; epoch ms. */
  readonly syncedAtMs: number;
  /** Bulk mail keeps out until then; epoch ms. */
  readonly busyUntilMs: number;
  /** When the margin last moved `intervalMs`; epoch ms. */
  readonly adjustedAtMs: number;
  readonly margin: Margin;
  /** Lanes whose queue refresh-quota has closed and will open again. */
  readonly stoppedLanes: readonly Lane[];
}

/** Share of the 24-hour quota that only transactional mail may use. */
const transactionalReserve = 0.05;

/**
 * Recipients of the quota that bulk mail leaves to transactional mail. `unconfirmed` recipients,
 * possibly counted twice, are deducted: otherwise bulk mail would wait for them, too, and a mailing
 * that needs its whole quota would begin later each day.
 */
export const bulkReserve = ({ max24Hours, unconfirmed }: Ledger): number =>
  Number.isFinite(max24Hours)
    ? Math.max(0, Math.ceil(max24Hours * transactionalReserve) - unconfirmed)
    : 0;

/**
 * Recipients that a lane may still send in the rolling 24 hours; negative when other senders used
 * up the rest.
 */
export const roomFor = (ledger: Ledger, lane: Lane): number =>
  ledger.quota - (lane === 'bulk' ? bulkReserve(ledger) : 0);

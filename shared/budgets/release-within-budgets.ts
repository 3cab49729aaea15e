import type { Streams } from '../email/streams.ts';
import type { ReleasedSome, ReleaseUpTo } from '../held/release-up-to.ts';
import { pausesOn } from '../reputation/release-resumed.ts';
import type { PausesOfTenant, TenantPauses } from '../reputation/tenant-pauses.ts';
import { type Pauses, pauseOf } from '../tenants/pauses.ts';
import { everyTenant } from '../tenants/resumes.ts';
import { type BudgetUse, type HeldMark, roomOn } from './budget-use.ts';
import { utcDay } from './calendar.ts';
import { type Limits, limitsOn } from './limits.ts';
import type { HeldMarks } from './ports.ts';

export interface ReleaseWithinBudgetsPorts {
  /** Streams of the deployment. */
  readonly streams: Streams;
  readonly tenants: Pick<TenantPauses, 'list'>;
  readonly heldMarks: HeldMarks;
  /** Releases held mail, except mail of unknown outcome. */
  readonly releaseUpTo: ReleaseUpTo;
}

/**
 * Age of a mark from which no sender can hold more mail under it; ms. It exceeds the time for which
 * a mark serves and a sender's run together.
 */
const settledAfterMs = 10 * 60_000;

/**
 * Releases mail that was held for want of budget, once a new day or higher limits give it room: as
 * many mails as recipients have room, oldest first.
 *
 * It looks for a tenant's mail once a day, or after its limits were raised, and not whenever there
 * is room: a mail with more recipients than there is room for would be released and held in turn.
 * A tenant whose mail cannot be released does not delay the others.
 *
 * @returns number of messages released
 * @throws the first failure, after all others have been released
 */
export const releaseWithinBudgets = async (
  ports: ReleaseWithinBudgetsPorts,
  nowMs: number,
): Promise<number> => {
  const held = await ports.heldMarks.listHeld();
  if (held.length === 0) return 0;
  const known = await ports.tenants.list();
  const failures: unknown[] = [];
  let released = 0;
  for (const { tenantId, use, mark } of held) {
    try {
      const tenant = tenantOf(known, tenantId);
      released += await releaseOf(ports, tenant, { tenantId, use, mark }, nowMs);
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
  return released;
};

/** Pauses and settings that apply to a tenant. */
const tenantOf = (known: readonly PausesOfTenant[], tenantId: string) => {
  const own = known.find((tenant) => tenant.tenantId === tenantId);
  const all =
    own?.hasOwnAccount === true
      ? undefined
      : known.find((tenant) => tenant.tenantId === everyTenant);
  return {
    settings: { ...all?.budgets, ...own?.budgets },
    pauses: pausesOn(known, tenantId),
  };
};

/** Whether a mark's mail may have room that it had not when it was held. */
const isDue = (mark: HeldMark, day: number, { perDay, perMonth }: Limits): boolean =>
  day > mark.day || perDay > mark.limits.perDay || perMonth > mark.limits.perMonth;

interface Held {
  readonly tenantId: string;
  readonly use: BudgetUse;
  readonly mark: HeldMark;
}

const releaseOf = async (
  { heldMarks, releaseUpTo, streams }: ReleaseWithinBudgetsPorts,
  { settings, pauses }: ReturnType<typeof tenantOf>,
  { tenantId, use, mark }: Held,
  nowMs: number,
): Promise<number> => {
  const day = Math.max(utcDay(nowMs), use.day);
  const limits = limitsOn(settings, day);
  const room = roomOn(use, limits, day);
  if (!isDue(mark, day, limits) || room <= 0) return 0;
  const { released, isAll } = await releaseStreams(
    { releaseUpTo, streams },
    pauses,
    tenantId,
    room,
  );
  // A sender may still hold mail under a young mark; the next run looks again.
  if (!isAll) await heldMarks.changeMark(tenantId, mark, { ...mark, day, limits });
  else if (nowMs - mark.atMs >= settledAfterMs)
    await heldMarks.changeMark(tenantId, mark, undefined);
  return released;
};

/** Releases up to `room` mails of the streams that are not paused. */
const releaseStreams = async (
  { releaseUpTo, streams }: Pick<ReleaseWithinBudgetsPorts, 'releaseUpTo' | 'streams'>,
  pauses: Pauses,
  tenantId: string,
  room: number,
): Promise<ReleasedSome> => {
  let released = 0;
  let isAll = true;
  for (const stream of streams.keys()) {
    const isPaused = pauseOf(pauses, stream) !== undefined;
    const some = isPaused
      ? { released: 0, isAll: false }
      : await releaseUpTo({ tenantId, stream }, room - released);
    released += some.released;
    isAll &&= some.isAll;
  }
  return { released, isAll };
};

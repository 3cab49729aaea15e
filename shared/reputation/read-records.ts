import { everyTenant } from '../tenants/resumes.ts';
import { addCounts, type Counts, noCounts, streamOfName, type Tally } from './counts.ts';
import type { TenantRecord } from './judge-tenant.ts';
import { daysBetween, hourOf, weekWindowFrom } from './periods.ts';
import type { ReputationBook } from './reputation-book.ts';
import type { PausesOfTenant } from './tenant-pauses.ts';
import { type Thresholds, withOwn } from './thresholds.ts';

const nothing = new Map<string, never>();

/** Counts by tenant, stream and hour. */
type TenantHours = Map<string, Map<string, Map<number, Counts>>>;

/**
 * The part of the book that {@link readRecords} reads. Slots are needed by who judges: of an hour in
 * which something was forgiven, a part counts.
 */
export type RecordsBook = Pick<ReputationBook, 'readHours' | 'listStandings'> &
  Partial<Pick<ReputationBook, 'readSlots'>>;

/**
 * Records of every tenant that has sent within 7 days, is paused, or has a standing; always
 * including `everyTenant`.
 *
 * @param known - items of the tenants table
 * @param thresholds - thresholds of the deployment
 */
export const readRecords = async (
  book: RecordsBook,
  known: readonly PausesOfTenant[],
  thresholds: Thresholds,
  nowMs: number,
): Promise<readonly TenantRecord[]> => {
  const [hours, kept] = await Promise.all([readHours(book, known, nowMs), book.listStandings()]);
  const items = new Map(known.map((item) => [item.tenantId, item]));
  const standings = Map.groupBy(kept, ({ tenantId }) => tenantId);
  const pausedIds = known.filter(({ pauses }) => pauses.size > 0).map(({ tenantId }) => tenantId);
  const ids = new Set([
    everyTenant,
    ...hours.here.keys(),
    ...hours.elsewhere.keys(),
    ...standings.keys(),
    ...pausedIds,
  ]);
  return [...ids].toSorted().map((tenantId) => {
    const item = items.get(tenantId);
    return {
      tenantId,
      hasOwnAccount: item?.hasOwnAccount ?? false,
      thresholds: withOwn(thresholds, item?.ownThresholds ?? {}),
      pauses: item?.pauses ?? nothing,
      resumes: item?.resumes ?? nothing,
      forgiven: item?.forgiven ?? nothing,
      standings: new Map(
        (standings.get(tenantId) ?? []).map(({ scope, standing }) => [scope, standing]),
      ),
      here: hours.here.get(tenantId) ?? nothing,
      elsewhere: hours.elsewhere.get(tenantId) ?? nothing,
    };
  });
};

const addTo = (
  tenants: TenantHours,
  tenantId: string,
  stream: string,
  hour: number,
  counts: Counts,
): void => {
  const byStream = tenants.get(tenantId) ?? new Map<string, Map<number, Counts>>();
  tenants.set(tenantId, byStream);
  const byHour = byStream.get(stream) ?? new Map<number, Counts>();
  byStream.set(stream, byHour.set(hour, addCounts(byHour.get(hour) ?? noCounts, counts)));
};

/**
 * Hourly counts of the last 7 days, separately for mail that the pipeline's own account sent and
 * for other mail.
 */
const readHours = async (book: RecordsBook, known: readonly PausesOfTenant[], nowMs: number) => {
  const from = weekWindowFrom(nowMs);
  const [days, split] = await Promise.all([
    Promise.all(daysBetween(from, nowMs).map((day) => book.readHours(day))),
    splitHours(book, known, from),
  ]);
  const here: TenantHours = new Map();
  const elsewhere: TenantHours = new Map();
  for (const hours of days) {
    for (const [hour, tally] of [...hours].flatMap((one) => split.get(one[0]) ?? [one])) {
      if (hour < from) continue;
      for (const [name, counts] of tally) {
        const { tenantId, stream, isElsewhere } = streamOfName(name);
        addTo(isElsewhere ? elsewhere : here, tenantId, stream, hour, counts);
      }
    }
  }
  return { here, elsewhere };
};

/** Slots of the hours in which something was forgiven, which are judged in part. */
const splitHours = async (
  { readSlots }: RecordsBook,
  known: readonly PausesOfTenant[],
  fromMs: number,
): Promise<ReadonlyMap<number, readonly (readonly [number, Tally])[]>> => {
  if (readSlots === undefined) return new Map();
  const hours = known.flatMap(({ forgiven = nothing }) => [...forgiven.values()].map(hourOf));
  const split = [...new Set(hours)].filter((hour) => hour >= fromMs);
  const slots = await Promise.all(split.map((hour) => readSlots(hour)));
  return new Map(split.map((hour, index) => [hour, [...(slots[index] ?? [])]]));
};

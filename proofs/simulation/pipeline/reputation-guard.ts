import { rollUp } from '../../../functions/guard-reputation/roll-up.ts';
import { heldMarks } from '../../../shared/aws/budgets/held-marks.ts';
import { reputationTable } from '../../../shared/aws/reputation/reputation-table.ts';
import { releaseWithinBudgets } from '../../../shared/budgets/release-within-budgets.ts';
import { basicStreams } from '../../../shared/email/streams.ts';
import type { Tally } from '../../../shared/reputation/counts.ts';
import { daysBetween } from '../../../shared/reputation/periods.ts';
import { directDocuments, documentsOf } from '../models/dynamodb/documents.ts';
import type { Deployed } from '../models/function-options.ts';
import { tenants } from '../tenants.ts';
import { boundedReleaserOf } from './releaser.ts';
import type { World } from './world.ts';

/** Time that guard-reputation needs to judge after adding up; ms. */
const judgingMs = 20_000;

/**
 * guard-reputation as deployed, without its judging: the real rules over this world. What it releases
 * it releases on a machine that does not die.
 */
export const deployReputationGuard =
  (world: World): Deployed =>
  (container) => {
    const { database, recorderTable, mutationPoints } = world;
    const { now } = container.clock;
    const documents = documentsOf(database, { container, service: recorderTable });
    const book = mutationPoints.book(reputationTable(documents, 'reputation', now));
    const releasing = {
      streams: basicStreams,
      tenants: { list: listTenants(world) },
      heldMarks: heldMarks(documents, 'ledger', () => undefined),
    };
    return async (_event, { remainingMs }) => {
      await rollUp(book, now(), () => remainingMs() < judgingMs);
      await releaseWithinBudgets({ ...releasing, releaseUpTo: boundedReleaserOf(world) }, now());
    };
  };

const listTenants =
  ({ pauses, settings }: World) =>
  async () =>
    tenants.map((tenantId) => ({
      ...{ tenantId, hasOwnAccount: false, ownThresholds: {}, resumes: new Map() },
      pauses: new Map(Object.entries(pauses.get(tenantId) ?? {})),
      budgets: settings.get(tenantId) ?? {},
    }));

/** Adds up the rest, and reads the sums of every hour. */
export const closeBook = async (
  { database, mutationPoints, timeline }: World,
  sinceMs: number,
): Promise<ReadonlyMap<number, Tally>> => {
  const book = mutationPoints.book(
    reputationTable(directDocuments(database), 'reputation', timeline.now),
  );
  await rollUp(book, timeline.now(), () => false);
  const days = await Promise.all(daysBetween(sinceMs, timeline.now()).map(book.readHours));
  return new Map(days.flatMap((hours) => [...hours]));
};

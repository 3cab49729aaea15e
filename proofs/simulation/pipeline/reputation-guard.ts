import { rollUp } from '../../../functions/guard-reputation/roll-up.ts';
import { reputationTable } from '../../../shared/aws/reputation/reputation-table.ts';
import type { Tally } from '../../../shared/reputation/counts.ts';
import { daysBetween } from '../../../shared/reputation/periods.ts';
import { directDocuments, documentsOf } from '../models/dynamodb/documents.ts';
import type { Deployed } from '../models/function-options.ts';
import type { World } from './world.ts';

/** Time that guard-reputation needs to judge after adding up; ms. */
const judgingMs = 20_000;

/** guard-reputation as deployed, only its counting: the real rule over this world. */
export const deployReputationGuard =
  ({ database, recorderTable, mutationPoints }: World): Deployed =>
  (container) => {
    const { now } = container.clock;
    const book = mutationPoints.book(
      reputationTable(
        documentsOf(database, { container, service: recorderTable }),
        'reputation',
        now,
      ),
    );
    return (_event, { remainingMs }) => rollUp(book, now(), () => remainingMs() < judgingMs);
  };

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

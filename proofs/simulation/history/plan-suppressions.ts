import { suppressionTable } from '../../../shared/aws/suppressions/suppression-table.ts';
import { tenantScope } from '../../../shared/suppression/scopes.ts';
import type { SuppressionEntry } from '../../../shared/suppression/suppression-entry.ts';
import { directDocuments } from '../models/dynamodb/documents.ts';
import type { World } from '../pipeline/world.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Errand } from '../traffic.ts';
import type { Dice } from '../world/dice.ts';

/** An operator suppresses a few addresses, independently of the mail. */
export const planSuppressions = (world: World, scenario: Scenario, dice: Dice): void => {
  const { startMs, calmFromMs } = scenario;
  for (let entry = 0; entry < 3; entry += 1) {
    const atMs = startMs + dice.between(0, calmFromMs - startMs);
    const address = `good-${dice.whole(1, 120)}@example.org`;
    suppressAt(world, atMs, address, oneScope(dice));
  }
};

const entryOf = (address: string, scope: string, sinceMs: number): SuppressionEntry => ({
  address,
  scope,
  reason: 'operator',
  detail: 'asked by telephone',
  source: 'operator:ada',
  sinceMs,
  expiresAtMs: undefined,
});

const suppressAt = (world: World, atMs: number, address: string, scope: string): void => {
  const { timeline, database, audits } = world;
  const table = suppressionTable(directDocuments(database), 'suppressions');
  timeline.at(atMs, () => {
    const entry = entryOf(address, scope, timeline.now());
    void table.enter(entry).then(() => audits.mail.suppressed(address, scope));
  });
};

const oneScope = (dice: Dice): string => (dice.chance(0.5) ? '*' : tenantScope('shop'));

/** Recipients opt out while mail for them waits for its slot. */
export const planHastySuppressions = (
  world: World,
  { isHasty }: Scenario,
  errands: readonly Errand[],
  dice: Dice,
): void => {
  for (const { atMs, recipients } of errands) {
    const address = recipients[dice.whole(0, recipients.length - 1)];
    if (isHasty && dice.chance(0.15) && address?.startsWith('good-'))
      suppressAt(world, atMs + dice.between(1_000, 20_000), address, oneScope(dice));
  }
};

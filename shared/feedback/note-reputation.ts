import { factOf, type ReputationFact } from '../reputation/reputation-fact.ts';
import type { Log } from '../telemetry/ports.ts';
import { isOfIdentity } from './attribution.ts';
import type { FeedbackPorts, Group } from './feedback-batch.ts';

/**
 * Records the reputation facts of all groups in one call.
 *
 * @returns for each group that has facts, a promise that resolves when they are recorded; facts of
 * one group that cannot be recorded fail no other group
 */
export const noteReputation = (
  groups: readonly Group[],
  ports: FeedbackPorts,
): ReadonlyMap<Group, Promise<void>> => {
  const nowMs = ports.clock.now();
  const reported = groups.flatMap((group) => {
    const facts = factsOf(group, nowMs);
    return facts.length === 0 ? [] : [{ group, facts }];
  });
  if (reported.length === 0) return new Map();
  const answered = ports.recordFacts(reported.flatMap(({ facts }) => facts)).then((answer) => {
    warnOfUncounted(answer.uncounted, ports.log);
    return answer.failed;
  });
  const noted = async (facts: readonly ReputationFact[]): Promise<void> => {
    const failed = await answered;
    const lost = facts.find((fact) => failed.has(fact));
    if (lost !== undefined) throw failed.get(lost);
  };
  return new Map(
    reported.map(({ group, facts }) => {
      const whenNoted = noted(facts);
      // The promise may reject before its group awaits it; without a handler that would end the
      // process.
      whenNoted.catch(() => undefined);
      return [group, whenNoted];
    }),
  );
};

/**
 * Reputation facts of a group's events. Copies and mail without a known tenant give none. Nor do
 * notifications of an identity about mail that the pipeline has not sent: no Send event tells how
 * much of it there was, so a few bounces of very much mail would pause its tenant.
 */
const factsOf = ({ subject, received }: Group, nowMs: number): readonly ReputationFact[] => {
  const { tenantId, isTenantKnown, isCopy, foreign } = subject;
  if (isCopy || !isTenantKnown) return [];
  return received.flatMap(({ event, isElsewhere }): readonly ReputationFact[] => {
    if (foreign !== undefined && isOfIdentity(event)) return [];
    const fact = factOf(event, tenantId, nowMs);
    return fact === undefined ? [] : [isElsewhere ? { ...fact, isElsewhere } : fact];
  });
};

/** One log line per batch. Only a sender that floods a topic exceeds the limit. */
const warnOfUncounted = (uncounted: readonly ReputationFact[], log: Log): void => {
  const tenantIds = [...new Set(uncounted.map(({ tenantId }) => tenantId))];
  if (tenantIds.length > 0)
    log(
      'warn',
      'reputation facts not counted: another account reported too much mail of a tenant in two seconds',
      {
        tenantIds,
        events: uncounted.length,
      },
    );
};

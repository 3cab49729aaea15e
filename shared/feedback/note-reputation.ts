import { factOf, type ReputationFact } from '../reputation/reputation-fact.ts';
import type { Log } from '../telemetry/ports.ts';
import type { FeedbackPorts, Group } from './feedback-batch.ts';

/** What the events of a group say for the reputation of those who sent the mail. */
const factsOf = (
  { subject: { tenantId, isTenantKnown, isCopy }, received }: Group,
  nowMs: number,
): readonly ReputationFact[] =>
  isCopy || !isTenantKnown
    ? []
    : received.flatMap(({ event, isElsewhere }): readonly ReputationFact[] => {
        const fact = factOf(event, tenantId, nowMs);
        return fact === undefined ? [] : [isElsewhere ? { ...fact, isElsewhere } : fact];
      });

/** One line for all of them: nobody but whoever floods a topic comes near. */
const warnOfUncounted = (uncounted: readonly ReputationFact[], log: Log): void => {
  const tenantIds = [...new Set(uncounted.map(({ tenantId }) => tenantId))];
  if (tenantIds.length > 0)
    log('warn', 'more mail of a tenant was sent elsewhere in two seconds than is counted', {
      tenantIds,
      events: uncounted.length,
    });
};

/**
 * Notes what all groups say for reputations, in one go.
 *
 * @returns for each group that says something, when it is noted; what cannot be noted of one is no
 * failure of another
 */
export const noteReputation = (
  groups: readonly Group[],
  ports: FeedbackPorts,
): ReadonlyMap<Group, Promise<void>> => {
  const nowMs = ports.clock.now();
  const told = groups.flatMap((group) => {
    const facts = factsOf(group, nowMs);
    return facts.length === 0 ? [] : [{ group, facts }];
  });
  if (told.length === 0) return new Map();
  const answered = ports.recordFacts(told.flatMap(({ facts }) => facts)).then((answer) => {
    warnOfUncounted(answer.uncounted, ports.log);
    return answer.failed;
  });
  const noted = async (facts: readonly ReputationFact[]): Promise<void> => {
    const failed = await answered;
    const lost = facts.find((fact) => failed.has(fact));
    if (lost !== undefined) throw failed.get(lost);
  };
  return new Map(
    told.map(({ group, facts }) => {
      const whenNoted = noted(facts);
      // It may fail before its group waits for it, which then learns of it.
      whenNoted.catch(() => undefined);
      return [group, whenNoted];
    }),
  );
};

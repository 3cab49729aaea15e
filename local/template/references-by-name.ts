import type { ResolvedResource } from '../../shared/cloudformation/resolve-template.ts';
import { deploymentBucket } from './bucket-resources.ts';

/**
 * References to the resources of one type, under names for people: `TransactionalQueue` is
 * `transactional`, and `DeadLetterQueue` is `deadLetters`, because it holds many.
 *
 * @param suffix - ending of the logical id that repeats the type
 * @returns results of `Ref`, by name
 */
export const referencesByName = (
  resources: readonly ResolvedResource[],
  type: string,
  suffix: string,
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    resources
      .filter((resource) => resource.type === type && resource.logicalId !== deploymentBucket)
      .map(({ logicalId, ref }) => [nameForPeople(logicalId, suffix), ref]),
  );

const nameForPeople = (logicalId: string, suffix: string): string => {
  const stem =
    logicalId.endsWith(suffix) && logicalId !== suffix
      ? logicalId.slice(0, -suffix.length)
      : logicalId;
  return stem.charAt(0).toLowerCase() + stem.slice(1).replace(/eadLetter$/, 'eadLetters');
};

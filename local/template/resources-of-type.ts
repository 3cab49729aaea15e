import type { ResolvedResource } from '../../shared/cloudformation/resolve-template.ts';

/** Reads every resource of one type. */
export const resourcesOfType = <T>(
  resources: readonly ResolvedResource[],
  type: string,
  read: (resource: ResolvedResource) => T,
): readonly T[] => resources.filter((resource) => resource.type === type).map(read);

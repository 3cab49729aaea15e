import type { ResolvedResource } from './resolve-template.ts';

/** Reads every resource of one type. */
export const resourcesOfType = <T>(
  resources: readonly ResolvedResource[],
  type: string,
  read: (resource: ResolvedResource) => T,
): readonly T[] => resources.filter((resource) => resource.type === type).map(read);

import { isSamePackage } from './is-same-package.ts';
import {
  type DeployedTemplate,
  deployedTemplate,
  type PackagedService,
} from './packaged-service.ts';
import type { ArtifactStore, Stacks } from './ports.ts';
import type { StackPlace } from './stack-state.ts';

/** What a stack is made of. */
export interface PresentService {
  readonly template: DeployedTemplate;
  readonly logicalIds: readonly string[];
  /** The bucket of the packages; undefined in a stack that so far has only imported resources. */
  readonly bucket: string | undefined;
  /** Whether the stack was begun only: it has no function. */
  readonly isBegun: boolean;
  /** Whether this package is what the stack was made of. */
  readonly isMadeOf: (service: Pick<PackagedService, 'template' | 'code'>) => Promise<boolean>;
}

/** Reads what a stack is made of; undefined when there is none. */
export const presentService = async ({
  stacks,
  store,
  place,
}: {
  readonly stacks: Pick<Stacks, 'find' | 'template' | 'resources'>;
  readonly store: Pick<ArtifactStore, 'hashOf'>;
  readonly place: StackPlace;
}): Promise<PresentService | undefined> => {
  if ((await stacks.find(place.stackName)) === undefined) return undefined;
  const template = deployedTemplate.parse(JSON.parse(await stacks.template(place.stackName)));
  const resources = (await stacks.resources(place.stackName)).filter(
    ({ status }) => status !== 'DELETE_COMPLETE',
  );
  const bucket = resources.find(
    ({ logicalId }) => logicalId === 'ServerlessDeploymentBucket',
  )?.physicalId;
  return {
    template,
    logicalIds: resources.map(({ logicalId }) => logicalId),
    bucket,
    isBegun: Object.values(template.Resources).every(
      ({ Type }) => Type !== 'AWS::Lambda::Function',
    ),
    isMadeOf: async (service) =>
      bucket !== undefined && (await isSamePackage(service, template, store, bucket)),
  };
};

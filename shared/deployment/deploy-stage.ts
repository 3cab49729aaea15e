import type { TemplateEnvironment } from '../cloudformation/template.ts';
import { DeploymentFailure } from './deployment-failure.ts';
import { importTemplate } from './import-template.ts';
import { makeReady, type StackKeeper } from './make-ready.ts';
import type { DeployedTemplate, PackagedService } from './packaged-service.ts';
import type { Adoption } from './plan-adoption.ts';
import type { ArtifactStore, ChangeSetRequest, Stack, Stacks, TemplateSource } from './ports.ts';
import { type PresentService, presentService } from './present-service.ts';
import { putPackage, putTemplate } from './put-package.ts';
import { type ChangeSetEnd, type ChangeSetRunner, runChangeSet } from './run-change-set.ts';

/** What a deployment works with. */
export interface DeploymentTools extends ChangeSetRunner, StackKeeper {
  readonly stacks: Stacks;
  readonly store: ArtifactStore;
}

/** What is deployed, and onto what. */
export interface DeploymentPlan {
  readonly service: PackagedService;
  readonly environment: TemplateEnvironment;
  readonly adoption: Adoption;
}

export interface DeploymentEnd {
  readonly kind: 'unchanged' | 'created' | 'updated';
  readonly stack: Stack;
}

/**
 * Brings a stage to what its package says, from whatever state its stack is in. Each step can be
 * repeated: a run that was interrupted is completed by the next one.
 *
 * @throws DeploymentFailure with the first cause and what to do
 */
export const deployStage = async (
  tools: DeploymentTools,
  plan: DeploymentPlan,
): Promise<DeploymentEnd> => {
  const { service, adoption } = plan;
  const before = await makeReady(tools);
  const present = before === undefined ? undefined : await presentService(tools);
  if (before !== undefined && adoption.imports.length === 0 && (await present?.isMadeOf(service)))
    return { kind: 'unchanged', stack: before };
  const begun = await adopt(tools, plan, present);
  const bucket = present?.bucket ?? (await beginStack(tools, service, begun));
  tools.onStep('Uploading the package');
  await putPackage(tools.store, bucket, service);
  tools.onStep(before === undefined ? 'Creating' : 'Updating');
  const end = await change(tools, service, 'UPDATE', {
    url: await putTemplate(tools.store, bucket, service.folder, service.template),
  });
  const stack = end.kind === 'changed' ? end.stack : await theStack(tools);
  if (before === undefined || present?.isBegun === true) return { kind: 'created', stack };
  return { kind: end.kind === 'changed' ? 'updated' : 'unchanged', stack };
};

/** Imports what exists; returns the template that the stack has then. */
const adopt = async (
  tools: DeploymentTools,
  { service, environment, adoption: { imports } }: DeploymentPlan,
  present: PresentService | undefined,
): Promise<DeployedTemplate | undefined> => {
  if (imports.length === 0) return present?.template;
  tools.onStep(`Adopting ${imports.length} resources that exist`);
  const ids = imports.map(({ logicalId }) => logicalId);
  const template = importTemplate(present?.template, service.template, ids, environment);
  const body = JSON.stringify(template);
  const source: TemplateSource =
    present?.bucket === undefined || body.length <= mostBodyBytes
      ? { body }
      : {
          url: await putTemplate(tools.store, present.bucket, `${service.folder}-import`, template),
        };
  await change(tools, service, 'IMPORT', source, imports);
  return template;
};

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const mostBodyBytes = 51_200;

/** Makes the bucket of the packages, as the framework does; returns its name. */
const beginStack = async (
  tools: DeploymentTools,
  service: PackagedService,
  begun: DeployedTemplate | undefined,
): Promise<string> => {
  tools.onStep('Making the bucket of the packages');
  const { core } = service;
  const template =
    begun === undefined
      ? core
      : { ...begun, ...core, Resources: { ...begun.Resources, ...core.Resources } };
  await change(tools, service, begun === undefined ? 'CREATE' : 'UPDATE', {
    body: JSON.stringify(template),
  });
  const bucket = (await presentService(tools))?.bucket;
  if (bucket === undefined)
    throw new DeploymentFailure(`The stack ${tools.place.stackName} has no bucket for packages.`);
  return bucket;
};

const change = async (
  tools: DeploymentTools,
  { tags }: PackagedService,
  kind: ChangeSetRequest['kind'],
  template: TemplateSource,
  imports: ChangeSetRequest['imports'] = [],
): Promise<ChangeSetEnd> => {
  const name = `deploy-${kind.toLowerCase()}-${tools.clock.now()}`;
  return runChangeSet(tools, { name, kind, template, tags, imports });
};

const theStack = async ({ stacks, place }: DeploymentTools): Promise<Stack> => {
  const stack = await stacks.find(place.stackName);
  if (stack === undefined) throw new DeploymentFailure(`The stack ${place.stackName} is gone.`);
  return stack;
};

import { followStack, lastEventOf } from './follow-stack.ts';
import { dataKinds } from './kinds.ts';
import type { DeployedTemplate, TemplateResource } from './packaged-service.ts';
import type { ArtifactStore } from './ports.ts';
import { putTemplate } from './put-package.ts';
import type { RemovalPlan } from './removal-plan.ts';
import type { QueueCounts, Triggers } from './removal-ports.ts';
import { type ChangeSetRunner, failureOf, runChangeSet } from './run-change-set.ts';

/** What a removal works with. */
export interface RemovalTools extends ChangeSetRunner {
  readonly store: ArtifactStore;
  readonly queues: QueueCounts;
  readonly triggers: Triggers;
  /** Told what is being done, for people. */
  readonly onStep: (step: string) => void;
}

/**
 * Removes a stage. Each step can be repeated, and the stack goes last, so a run that was interrupted
 * is completed by the next one.
 *
 * @param deletesData - whether that goes, too, which the stack would keep
 * @throws DeploymentFailure with the first cause and what to do
 */
export const removeStage = async (
  tools: RemovalTools,
  plan: RemovalPlan,
  deletesData: boolean,
): Promise<void> => {
  const { stacks, store, place, onStep } = tools;
  await stopTriggers(tools, plan);
  for (const { what, release } of plan.bindings) {
    onStep(`Letting go: ${what}`);
    await release();
  }
  if (deletesData) await giveUpData(tools, plan);
  const bucket = bucketOf(plan, 'ServerlessDeploymentBucket');
  if (bucket !== undefined) await store.empty(bucket, () => {});
  onStep(`Deleting the stack ${place.stackName}`);
  const since = await lastEventOf(stacks, plan.stack.id);
  await stacks.remove(plan.stack.id);
  const { stack, events } = await followStack(tools, plan.stack.id, since);
  if (stack !== undefined && stack.status !== 'DELETE_COMPLETE')
    throw failureOf(stack, events, place);
};

/** A batch of the sender takes at most a minute; then its messages are deleted or back. */
const batchEndsWithinMs = 75_000;
const lookEveryMs = 3_000;

/**
 * Stops the functions from taking mail, and waits for what they have taken: a function that is
 * deleted in the middle of a batch would leave mail of unknown outcome behind it.
 */
const stopTriggers = async (tools: RemovalTools, { resources }: RemovalPlan): Promise<void> => {
  const { clock, onStep, queues, triggers } = tools;
  const waiting = resources
    .filter(({ type }) => type === 'AWS::Lambda::EventSourceMapping')
    .map(({ physicalId }) => physicalId);
  const urls = resources
    .filter(({ type }) => type === 'AWS::SQS::Queue')
    .map(({ physicalId }) => physicalId);
  if (waiting.length === 0) return;
  onStep('Closing the event sources, and waiting for mail that is being sent');
  const untilMs = clock.now() + batchEndsWithinMs;
  let open: readonly string[] = waiting;
  for (;;) {
    const disabled = await Promise.all(open.map(triggers.disable));
    open = open.filter((_, index) => disabled[index] !== true);
    const counts = await Promise.all(urls.map(queues.count));
    const isIdle = counts.every((count) => (count?.inFlight ?? 0) === 0);
    if ((open.length === 0 && isIdle) || clock.now() >= untilMs) return;
    await clock.sleepUntil(clock.now() + lookEveryMs);
  }
};

/**
 * Makes the stack delete what it would keep, by an update that says so: then CloudFormation deletes
 * everything in its right order, and a run that is interrupted leaves a whole stack.
 */
const giveUpData = async (tools: RemovalTools, plan: RemovalPlan): Promise<void> => {
  const { store, clock, onStep } = tools;
  const deployment = bucketOf(plan, 'ServerlessDeploymentBucket');
  if (deployment !== undefined && Object.values(plan.template.Resources).some(isHeld)) {
    onStep('Making the stack delete its data');
    const template = deletingData(plan.template);
    const url = await putTemplate(store, deployment, `removal/${clock.now()}`, template);
    await runChangeSet(tools, {
      name: `remove-${clock.now()}`,
      kind: 'UPDATE',
      template: { url },
      tags: {},
      imports: [],
    });
  }
  const payloads = bucketOf(plan, 'PayloadBucket');
  if (payloads === undefined) return;
  onStep(`Emptying ${payloads}`);
  await store.empty(payloads, (count) => onStep(`Emptying ${payloads}: ${count} objects deleted`));
};

/**
 * The same template whose data goes with the stack. CloudFormation takes a change of DeletionPolicy
 * only together with another change, so each of these resources is marked.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html
 */
const deletingData = (template: DeployedTemplate): DeployedTemplate => ({
  ...template,
  Resources: Object.fromEntries(
    Object.entries(template.Resources).map(([id, resource]) => [
      id,
      isHeld(resource)
        ? {
            ...resource,
            DeletionPolicy: 'Delete',
            Metadata: { SesPipeline: 'to be removed with its data' },
            ...(resource.Properties?.DeletionProtectionEnabled === undefined
              ? {}
              : { Properties: { ...resource.Properties, DeletionProtectionEnabled: false } }),
          }
        : resource,
    ]),
  ),
});

/** Whether the stack would leave a resource behind, or its service would refuse to delete it. */
const isHeld = ({ Type, DeletionPolicy, Properties }: TemplateResource): boolean =>
  dataKinds.has(Type) &&
  (/^Retain/.test(DeletionPolicy ?? '') ||
    String(Properties?.DeletionProtectionEnabled ?? false) === 'true');

const bucketOf = ({ resources }: RemovalPlan, id: string): string | undefined =>
  resources.find(({ logicalId }) => logicalId === id)?.physicalId;

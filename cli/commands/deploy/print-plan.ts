import type { SendingFacts } from '../../../shared/deployment/account-facts.ts';
import type { DeploymentPlan as Plan } from '../../../shared/deployment/deploy-stage.ts';
import { kindOf } from '../../../shared/deployment/kinds.ts';
import type { PlannedChanges, PlannedResource } from '../../../shared/deployment/plan-changes.ts';
import type { StackState } from '../../../shared/deployment/stack-state.ts';
import { type CommandIo, printable } from '../../command-io.ts';
import { paint } from '../../terminal/paint.ts';
import { idleCostLines } from './idle-cost.ts';

/** All that is known before a deployment. */
export interface DeploymentPlan extends Plan {
  readonly account: string;
  readonly state: StackState;
  /** Undefined when SES did not say. */
  readonly sending: SendingFacts | undefined;
  /** What could not be found out, a sentence each. */
  readonly notes: readonly string[];
  readonly changes: PlannedChanges;
  /** Whether the stack is made of this very package, code and all. */
  readonly isSame: boolean;
  /** What stands against it, a sentence or command each. */
  readonly problems: readonly string[];
}

/** Says what a deployment will do, what it costs, and what stands against it. */
export const printPlan = (plan: DeploymentPlan, io: CommandIo): void => {
  const { service, account, changes, adoption, problems } = plan;
  const { print, screen } = io;
  print(
    paint(
      screen,
      'heading',
      `Stage ${service.stage} in ${service.region}, account ${account} (stack ${service.stackName})`,
    ),
  );
  const given = Object.entries(service.parameters).filter(([, value]) => value !== '');
  if (given.length > 0)
    print(`parameters: ${given.map(([name, value]) => `${name}=${printable(value)}`).join(', ')}`);
  if (isNothing(plan)) print('Nothing to change: the stage is made of exactly this package.');
  else {
    const adopted = new Set(adoption.imports.map(({ logicalId }) => logicalId));
    printResources('creates', notIn(changes.created, adopted), io);
    printResources('adopts what exists', adoption.imports, io);
    printResources('changes', changes.changed, io);
    printResources('removes', changes.removed, io);
    if (changes.changed.length + changes.created.length + changes.removed.length === 0)
      print('changes    the code of the functions');
  }
  if (plan.state.kind === 'shell' || plan.state.kind === 'undone')
    print('first deletes the empty stack that a failed creation left');
  for (const line of idleCostLines(service.template, plan.environment)) print(line);
  for (const note of plan.notes) print(paint(screen, 'waiting', printable(note)));
  for (const problem of problems) print(paint(screen, 'bad', printable(problem)));
};

const notIn = (
  resources: readonly PlannedResource[],
  ids: ReadonlySet<string>,
): readonly PlannedResource[] => resources.filter(({ logicalId }) => !ids.has(logicalId));

type Named = Pick<PlannedResource, 'type' | 'name'>;

const printResources = (verb: string, resources: readonly Named[], { print }: CommandIo): void => {
  if (resources.length === 0) return;
  print(`${verb}:`);
  const kinds = [...Map.groupBy(resources, ({ type }) => type)].flatMap(([type, own]) => {
    const kind = kindOf(type, own.length);
    return kind === undefined ? [] : [{ kind, own }];
  });
  for (const { kind, own } of kinds)
    print(`  ${String(own.length).padStart(3)} ${kind}: ${own.map(({ name }) => name).join(', ')}`);
  const others = resources.length - kinds.reduce((sum, { own }) => sum + own.length, 0);
  if (others > 0) print(`  ${String(others).padStart(3)} parts of these: policies, routes, …`);
};

/** Whether there is nothing to do. */
export const isNothing = ({ isSame, adoption }: DeploymentPlan): boolean =>
  isSame && adoption.imports.length === 0;

import { kindOf } from '../../../shared/deployment/kinds.ts';
import { leftoverCommands } from '../../../shared/deployment/leftover-commands.ts';
import { planRemoval, type RemovalPlan } from '../../../shared/deployment/removal-plan.ts';
import type { FindBindings } from '../../../shared/deployment/removal-ports.ts';
import { type RemovalTools, removeStage } from '../../../shared/deployment/remove-stage.ts';
import { type CommandIo, exitCodes, printable } from '../../command-io.ts';
import type { Asker } from '../../terminal/asker.ts';
import type { Confirm } from '../../terminal/confirm.ts';
import { paint } from '../../terminal/paint.ts';
import type { Work } from '../../terminal/work.ts';

export interface RemoveOptions {
  readonly deleteData?: boolean;
  /** The stage's name again, instead of typing it. */
  readonly confirm?: string;
  readonly plan?: boolean;
  readonly yes?: boolean;
}

/** What removing a stage needs of the outside. */
export interface RemoveTools {
  readonly io: CommandIo;
  readonly asker: Asker;
  readonly confirm: Confirm;
  readonly showWork: (text: string) => Work;
  readonly stage: string;
  /** @param onStep - told what is being done */
  readonly removal: (
    onStep: (step: string) => void,
  ) => Promise<RemovalTools & { readonly findBindings: FindBindings }>;
}

/**
 * Removes a stage, apart from what holds data: that goes only on request, and then its name has to
 * be typed.
 *
 * @returns the exit code
 * @throws DeploymentFailure when it cannot be done, or fails midway
 */
export const remove = async (options: RemoveOptions, tools: RemoveTools): Promise<number> => {
  const { io, stage } = tools;
  const deletesData = options.deleteData === true;
  const scout = await tools.removal(() => {});
  const { stackName, region } = scout.place;
  const plan = await planRemoval(scout);
  if (plan === undefined) {
    io.print(`There is no stack ${stackName} in ${region}: nothing to remove.`);
    return exitCodes.fine;
  }
  printRemoval(plan, deletesData, `${stage} in ${region}`, io);
  if (plan.lost.length > 0 && !deletesData) {
    io.printError('This stage deletes its data with it (dataRetention=Delete). If you want that:');
    io.printError(`  npx ses-pipeline --stage ${stage} --region ${region} remove --delete-data`);
    return exitCodes.usage;
  }
  if (options.plan === true) return exitCodes.fine;
  const refused = await consent(options, deletesData, tools);
  if (refused !== undefined) return refused;
  const work = tools.showWork(`Removing ${stackName}`);
  try {
    await removeStage(await tools.removal(work.tell), plan, deletesData);
    work.done(`${stackName} is removed`);
  } catch (error) {
    work.failed(`${stackName} was not removed`);
    throw error;
  }
  if (!deletesData) printLeft(plan, stage, region, io);
  return exitCodes.fine;
};

/** Undefined when the person agrees; else the exit code. */
const consent = async (
  options: RemoveOptions,
  deletesData: boolean,
  { io, asker, confirm, stage }: RemoveTools,
): Promise<number | undefined> => {
  if (!deletesData) {
    const answer = await confirm(`Remove the stage ${stage}?`, options);
    return answer.kind === 'refused' ? answer.exitCode : undefined;
  }
  const typed =
    options.confirm ??
    (asker.canAsk
      ? await asker.text({ message: `All data of ${stage} will be lost. Type the stage's name` })
      : undefined);
  if (typed === stage) return undefined;
  io.printError(
    typed === undefined
      ? `Nothing was done. To delete the data of a stage, give its name: --confirm ${stage}`
      : `Nothing was done: ${printable(typed)} is not ${stage}.`,
  );
  return typed === undefined && !asker.canAsk ? exitCodes.usage : exitCodes.failed;
};

const printRemoval = (
  { resources, kept, lost, bindings, mail }: RemovalPlan,
  deletesData: boolean,
  where: string,
  { print, screen }: CommandIo,
): void => {
  print(paint(screen, 'heading', `Removes the stage ${where}: ${resources.length} resources`));
  const stays = deletesData ? [] : kept;
  const goes = deletesData ? [...kept, ...lost] : lost;
  const list = (label: string, some: RemovalPlan['kept']): void => {
    for (const [type, own] of Map.groupBy(some, (one) => one.type))
      print(
        `  ${label}: ${own.length} ${kindOf(type, own.length) ?? type}: ${own.map(({ physicalId }) => nameIn(physicalId)).join(', ')}`,
      );
  };
  list('stays', stays);
  list('is deleted with its data', goes);
  for (const { queue, messages } of mail)
    print(
      paint(
        screen,
        'waiting',
        `  ${queue} holds ${messages} message${messages === 1 ? '' : 's'}: ${deletesData ? 'they will be lost' : 'they stay there, at most 14 days in all'}`,
      ),
    );
  for (const { what } of bindings) print(`  lets go: ${printable(what)}`);
};

const nameIn = (physicalId: string): string =>
  physicalId.startsWith('http') ? physicalId.slice(physicalId.lastIndexOf('/') + 1) : physicalId;

const printLeft = (
  { kept }: RemovalPlan,
  stage: string,
  region: string,
  { print, screen }: CommandIo,
): void => {
  const commands = leftoverCommands(kept, region);
  if (commands.length === 0) return;
  print(paint(screen, 'heading', 'What holds data stays'));
  print(
    `A later deployment takes it over: npx ses-pipeline --stage ${stage} --region ${region} deploy`,
  );
  print(
    'To delete it for ever, in this order (the key last: what it has encrypted is lost with it):',
  );
  for (const command of commands) print(`  ${command}`);
};

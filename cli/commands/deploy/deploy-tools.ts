import {
  connectDeployment,
  type DeploymentClients,
} from '../../../shared/aws/deployment/deployment-clients.ts';
import type { DeploymentTools } from '../../../shared/deployment/deploy-stage.ts';
import { DeploymentFailure } from '../../../shared/deployment/deployment-failure.ts';
import { dataKinds } from '../../../shared/deployment/kinds.ts';
import type { PackagedService } from '../../../shared/deployment/packaged-service.ts';
import type { Change } from '../../../shared/deployment/ports.ts';
import type { StackPlace } from '../../../shared/deployment/stack-state.ts';
import { systemClock } from '../../../shared/system/clock.ts';
import type { CommandIo } from '../../command-io.ts';
import { findFramework, installWithNpm } from '../../serverless/framework.ts';
import { packageDirectory } from '../../serverless/package-directory.ts';
import { type PackageWish, packageService } from '../../serverless/package-service.ts';
import type { Asker } from '../../terminal/asker.ts';
import type { Confirm } from '../../terminal/confirm.ts';
import type { Work } from '../../terminal/work.ts';
import { eventText } from './event-text.ts';

/** What deploying a stage needs of the outside. */
export interface DeployTools extends Pick<DeploymentClients, 'account' | 'findExisting'> {
  readonly io: CommandIo;
  readonly asker: Asker;
  readonly confirm: Confirm;
  readonly showWork: (text: string) => Work;
  readonly stage: string;
  readonly place: StackPlace;
  /** Makes the identity of a domain, or adopts it, and prints its DNS records; an exit code. */
  readonly createIdentity: (domain: string) => Promise<number>;
  readonly packageService: (wish: PackageWish) => Promise<PackagedService>;
  /** @param onStep - told what is being done */
  readonly deployment: (onStep: (step: string) => void) => DeploymentTools;
}

/** Where a command runs. */
export interface DeployContext
  extends Pick<DeployTools, 'io' | 'asker' | 'confirm' | 'showWork' | 'stage' | 'createIdentity'> {
  readonly region: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** `--replace-data`. */
  readonly mayReplaceData: boolean;
}

/** Connects to the account of the environment. */
export const deployTools = (context: DeployContext): DeployTools => {
  const { io, stage, region, environment } = context;
  const place = { stackName: `ses-pipeline-${stage}`, region };
  const { stacks, store, account, findExisting } = connectDeployment(region, environment);
  return {
    ...context,
    ...{ account, findExisting, place },
    packageService: (wish) => packageFor(wish, io, environment),
    deployment: (onStep) => ({
      ...{ stacks, store, place, onStep },
      clock: systemClock,
      onEvent: (event) => onStep(eventText(event)),
      approve: (changes) => approveData(changes, context),
    }),
  };
};

const packageFor = async (
  wish: PackageWish,
  io: CommandIo,
  environment: DeployContext['environment'],
): Promise<PackagedService> => {
  const root = packageDirectory();
  if (root === undefined)
    throw new DeploymentFailure('This copy of the command line comes without the infrastructure.', [
      'Install the npm package ses-pipeline, or clone the repository.',
    ]);
  const framework = await findFramework(root, {
    environment,
    install: installWithNpm,
    onInstall: (packages, folder) =>
      io.printError(
        `Installing ${packages.join(', ')} into ${folder}. This is needed once, to package the functions.`,
      ),
  });
  return packageService(root, framework, wish);
};

/** What would take data away is asked about, even where `--yes` has answered everything else. */
const approveData = async (
  changes: readonly Change[],
  { io, confirm, mayReplaceData }: DeployContext,
): Promise<boolean> => {
  const grave = changes.filter(
    ({ action, type, replaces }) =>
      dataKinds.has(type) && (action === 'Remove' || replaces === 'yes'),
  );
  if (grave.length === 0 || mayReplaceData) return true;
  io.printError('These hold data, and CloudFormation would remove them or make them anew:');
  for (const { logicalId, type, action } of grave)
    io.printError(`  ${logicalId} (${type}): ${action === 'Remove' ? 'removed' : 'made anew'}`);
  io.printError('To allow it, add --replace-data.');
  return (await confirm('Go on?', {})).kind === 'confirmed';
};

import { DeploymentFailure } from '../../../shared/deployment/deployment-failure.ts';
import { type CommandIo, exitCodes, printable } from '../../command-io.ts';
import { explainFailure } from '../../explain-failure.ts';
import { ServerlessError } from '../../serverless/spawn-serverless.ts';
import { paint } from '../../terminal/paint.ts';

/**
 * Says why a deployment or removal failed, and what to do.
 *
 * @returns the exit code
 */
export const sayFailure = (error: unknown, region: string, io: CommandIo): number => {
  const { printError, screen } = io;
  if (error instanceof DeploymentFailure) {
    printError(paint(screen, 'bad', printable(error.message)));
    for (const line of error.remedy) printError(`  ${printable(line)}`);
  } else if (error instanceof ServerlessError) {
    for (const line of error.message.split('\n')) printError(printable(line));
  } else
    printError(
      explainFailure(error, `region ${region}`, {
        environment: process.env,
        localEndpoints: undefined,
        regionSetBy: '--region, AWS_REGION or the profile',
      }),
    );
  return exitCodes.failed;
};

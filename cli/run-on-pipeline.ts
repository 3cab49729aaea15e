import { type CommandIo, exitCodes } from './command-io.ts';
import type { Pipeline } from './program.ts';

/** Options that name a pipeline. */
export interface PipelineOptions {
  readonly stage?: string;
  readonly region?: string;
}

/**
 * Runs a command on the pipeline that the options name.
 *
 * @returns the exit code; 2 when the options name no pipeline; 1, after an explanation, when a call
 *   to the pipeline fails
 */
export const runOnPipeline = async (
  { stage, region }: PipelineOptions,
  io: CommandIo,
  run: (pipeline: Pipeline) => Promise<number>,
): Promise<number> => {
  // Loaded here, so that `--help` and mistakes in the options answer at once.
  const [{ findTarget }, { explainFailure }, { readLocalEndpoints }] = await Promise.all([
    import('./target.ts'),
    import('./explain-failure.ts'),
    import('./local-endpoints.ts'),
  ]);
  const answer = findTarget({
    stage,
    region,
    localEndpoints: await readLocalEndpoints(),
    environment: process.env,
  });
  if (answer.kind === 'none') {
    io.printError(answer.problem);
    return exitCodes.usage;
  }
  const { target } = answer;
  try {
    const [{ connect }, { systemClock }] = await Promise.all([
      import('../shared/aws/clients/connect.ts'),
      import('../shared/system/clock.ts'),
    ]);
    return await run({ target, clients: connect(target.connection), clock: systemClock });
  } catch (error) {
    io.printError(explainFailure(error, target.name));
    return exitCodes.failed;
  }
};

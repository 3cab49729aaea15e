import { regionSetBy } from './aws-environment.ts';
import { type CommandIo, exitCodes } from './command-io.ts';
import type { Pipeline } from './program.ts';

/** Options that name a pipeline. */
export interface PipelineOptions {
  readonly stage?: string;
  readonly region?: string;
  readonly profile?: string;
}

/**
 * Runs a command on the pipeline that the options name.
 *
 * @returns the exit code; 2 when the options name no pipeline; 1, after an explanation, when a call
 *   to the pipeline fails
 */
export const runOnPipeline = async (
  options: PipelineOptions,
  io: CommandIo,
  run: (pipeline: Pipeline) => Promise<number>,
): Promise<number> => {
  // Loaded here, so that `--help` and mistakes in the options answer at once.
  const [{ findTarget }, { readLocalEndpoints }] = await Promise.all([
    import('./target.ts'),
    import('./local-endpoints.ts'),
  ]);
  const localEndpoints = await readLocalEndpoints();
  const { stage, region, profile } = options;
  const answer = findTarget({ stage, region, profile, localEndpoints, environment: process.env });
  if (answer.kind === 'none') {
    io.printError(answer.problem);
    return exitCodes.usage;
  }
  const { target } = answer;
  if (stage !== undefined) {
    const problem = await missingProfile();
    if (problem !== undefined) {
      io.printError(problem);
      return exitCodes.usage;
    }
  }
  try {
    const [{ connect }, { systemClock }, { streamsReader }] = await Promise.all([
      import('../shared/aws/clients/connect.ts'),
      import('../shared/system/clock.ts'),
      import('./deployed-streams.ts'),
    ]);
    const streams = streamsReader(target, io);
    return await run({ target, clients: connect(target.connection), clock: systemClock, streams });
  } catch (error) {
    const setBy = regionSetBy(options, process.env);
    const clues = { environment: process.env, localEndpoints, regionSetBy: setBy };
    const { explainFailure } = await import('./explain-failure.ts');
    io.printError(explainFailure(error, target.name, clues));
    return exitCodes.failed;
  }
};

/** As {@link runOnPipeline}, but on none where the options name none and no local stack runs here. */
export const runOnPipelineOrNone = async (
  options: PipelineOptions,
  io: CommandIo,
  run: (pipeline: Pipeline | undefined) => Promise<number>,
): Promise<number> => {
  const { stage, region, profile } = options;
  const isNamed = [stage, region, profile].some((option) => option !== undefined);
  const { readLocalEndpoints } = await import('./local-endpoints.ts');
  return isNamed || (await readLocalEndpoints()) !== undefined
    ? runOnPipeline(options, io, run)
    : run(undefined);
};

/** What is wrong with the AWS profile that the environment names; undefined when there is one. */
export const missingProfile = async (): Promise<string | undefined> => {
  const [{ profileProblem }, { readFile }] = await Promise.all([
    import('./aws-profiles.ts'),
    import('node:fs/promises'),
  ]);
  return profileProblem(process.env, (path) => readFile(path, 'utf8').catch(() => undefined));
};

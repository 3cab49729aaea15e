import { exitCodes } from '../../command-io.ts';
import type { Program } from '../../program.ts';
import { showWork } from '../../terminal/work.ts';
import { workStreams } from '../../terminal/work-streams.ts';
import { placeOf } from '../deploy/place.ts';
import { sayFailure } from '../deploy/say-failure.ts';
import { type RemoveOptions, remove } from './remove.ts';
import { removeTools } from './remove-tools.ts';

/** Runs `remove` on the account of the environment. */
export const runRemove = async (
  options: RemoveOptions & { readonly stage?: string; readonly region?: string },
  program: Program,
): Promise<number> => {
  const { io } = program;
  const place = await placeOf(options, program);
  if (place.kind === 'stopped') return exitCodes.failed;
  if (place.kind === 'problems') {
    for (const problem of place.problems) io.printError(problem);
    return exitCodes.usage;
  }
  const tools = removeTools({
    ...program,
    ...{ stage: place.stage, region: place.region, environment: process.env },
    showWork: (text) => showWork(text, workStreams()),
  });
  try {
    return await remove(options, tools);
  } catch (error) {
    return sayFailure(error, place.region, io);
  }
};

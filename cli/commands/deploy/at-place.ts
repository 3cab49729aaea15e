import { exitCodes } from '../../command-io.ts';
import type { Program } from '../../program.ts';
import { type Place, type PlaceOptions, placeOf } from './place.ts';
import { sayFailure } from './say-failure.ts';

/**
 * Runs a deployment or a removal at the place that the options name.
 *
 * @returns its exit code; 1 when nobody answered a question, or after an explanation when it failed;
 *   2 when the options name no place
 */
export const atPlace = async (
  options: PlaceOptions,
  program: Program,
  run: (place: Extract<Place, { kind: 'place' }>) => Promise<number>,
): Promise<number> => {
  const { io } = program;
  const place = await placeOf(options, program);
  if (place.kind === 'stopped') return exitCodes.failed;
  if (place.kind === 'problems') {
    for (const problem of place.problems) io.printError(problem);
    return exitCodes.usage;
  }
  try {
    return await run(place);
  } catch (error) {
    return sayFailure(error, place.region, io);
  }
};

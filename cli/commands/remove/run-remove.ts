import type { Program } from '../../program.ts';
import { showWork } from '../../terminal/work.ts';
import { workStreams } from '../../terminal/work-streams.ts';
import { atPlace } from '../deploy/at-place.ts';
import type { PlaceOptions } from '../deploy/place.ts';
import { type RemoveOptions, remove } from './remove.ts';
import { removeTools } from './remove-tools.ts';

/** Runs `remove` on the account of the environment. */
export const runRemove = (
  options: RemoveOptions & PlaceOptions,
  program: Program,
): Promise<number> =>
  atPlace(options, program, ({ stage, region }) =>
    remove(
      options,
      removeTools({
        ...program,
        ...{ stage, region, environment: process.env },
        showWork: (text) => showWork(text, workStreams()),
      }),
    ),
  );

import type { Log } from '../telemetry/ports.ts';
import type { ListHeld } from './ports.ts';

/**
 * Wraps a listing of held mail so that foreign objects are reported in the log: one line per
 * listing, without their names, which may hold addresses.
 */
export const tellingUnknown = (listHeld: ListHeld, log: Log): ListHeld =>
  async function* (selection, tellUnknown) {
    let count = 0;
    yield* listHeld(selection, (name) => {
      count += 1;
      tellUnknown?.(name);
    });
    if (count > 0)
      log(
        'error',
        'Objects in the folder of held mail are not held mail and stay where they are. `npx ses-pipeline held list` names them.',
        { count },
      );
  };

import type { Log } from '../telemetry/ports.ts';
import type { ListHeld } from './ports.ts';

/**
 * Held mail, where objects that are none are told in the log: one line for each listing, without
 * their names, which may hold addresses.
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
        'Objects among the held mail have names that no held mail has, and stay where they are. `npx ses-pipeline held list` names them.',
        { count },
      );
  };

import type { Faults } from './faults.ts';

/** The present faults, which can be changed while the simulator runs. */
export interface FaultSetting {
  readonly get: () => Faults;
  readonly set: (faults: Faults) => void;
}

export const createFaultSetting = (initial: Faults): FaultSetting => {
  let faults = initial;
  return {
    get: () => faults,
    set: (changed) => {
      faults = changed;
    },
  };
};

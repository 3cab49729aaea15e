import type { ServiceFaults } from '../models/service.ts';
import type { SesFaults } from '../models/ses-network.ts';

export const scaleFaults = (faults: ServiceFaults, by: number): ServiceFaults => ({
  before: faults.before * by,
  after: faults.after * by,
  slow: faults.slow * by,
});

export const badTable: ServiceFaults = { before: 0.5, after: 0.3, slow: 0.2 };

export const badSes: SesFaults = {
  unreachable: 0.1,
  lostBefore: 0.2,
  lostAfter: 0.3,
  timeout: 0.1,
  throttled: 0.1,
};

export const nowAndThen: ServiceFaults = { before: 0.02, after: 0.02, slow: 0.01 };

export const sesNowAndThen: SesFaults = {
  unreachable: 0.01,
  lostBefore: 0.02,
  lostAfter: 0.03,
  timeout: 0.01,
  throttled: 0.005,
};

/** SES's faults during an incident. */
export const sesOfIncident: SesFaults = {
  unreachable: 0,
  lostBefore: 0.05,
  lostAfter: 0.8,
  timeout: 0.1,
  throttled: 0,
};

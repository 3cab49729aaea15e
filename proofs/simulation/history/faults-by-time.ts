import { noServiceFaults, type ServiceFaults } from '../models/service.ts';
import { noSesFaults, type SesFaults } from '../models/ses-network.ts';
import { sesOfIncident } from '../scenario/faults.ts';
import type { Scenario, Storm } from '../scenario/scenario.ts';

/** What goes wrong, as it is now. */
export interface FaultsByTime {
  /** No mail comes any more, and nothing goes wrong. */
  readonly isCalm: () => boolean;
  readonly storm: () => Storm | undefined;
  /** When the incident that SES has now is over; epoch ms. */
  readonly incidentUntilMs: () => number | undefined;
  readonly table: () => ServiceFaults;
  readonly recorderTable: () => ServiceFaults;
  readonly queues: () => ServiceFaults;
  readonly ses: () => SesFaults;
  /** This probability, until all is calm. */
  readonly unlessCalm: (probability: number) => () => number;
}

export const faultsByTime = (scenario: Scenario, now: () => number): FaultsByTime => {
  const isCalm = (): boolean => now() >= scenario.calmFromMs;
  const storm = (): Storm | undefined =>
    scenario.storms.find(({ fromMs, untilMs }) => fromMs <= now() && now() < untilMs);
  const incidentUntilMs = (): number | undefined => {
    const { fromMs = 0, untilMs = 0 } = scenario.incident ?? {};
    return fromMs <= now() && now() < untilMs ? untilMs : undefined;
  };
  /** Recorders cannot reach the tables in a storm either, where their events may be missing. */
  const recorderStorm = (): ServiceFaults | undefined =>
    scenario.eventsMayBeMissing ? storm()?.table : undefined;
  return {
    isCalm,
    storm,
    incidentUntilMs,
    table: () => (isCalm() ? noServiceFaults : (storm()?.table ?? scenario.table)),
    recorderTable: () =>
      isCalm() ? noServiceFaults : (recorderStorm() ?? scenario.recorder.table),
    queues: () => (isCalm() ? noServiceFaults : scenario.queues),
    ses: () => {
      if (isCalm()) return noSesFaults;
      return incidentUntilMs() === undefined ? (storm()?.ses ?? scenario.ses) : sesOfIncident;
    },
    unlessCalm: (probability) => () => (isCalm() ? 0 : probability),
  };
};

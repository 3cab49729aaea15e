import { noServiceFaults, type ServiceFaults } from '../models/service.ts';
import { noSesFaults, type SesFaults } from '../models/ses-network.ts';
import { sesOfIncident } from '../scenario/faults.ts';
import type { Scenario, Storm } from '../scenario/scenario.ts';

/** Faults at the present time. */
export interface FaultsByTime {
  /** Whether no more mail comes and nothing goes wrong. */
  readonly isCalm: () => boolean;
  readonly storm: () => Storm | undefined;
  /** End of SES's present incident; epoch ms, undefined when there is none. */
  readonly incidentUntilMs: () => number | undefined;
  readonly table: () => ServiceFaults;
  readonly recorderTable: () => ServiceFaults;
  readonly queues: () => ServiceFaults;
  readonly ses: () => SesFaults;
  /** A probability that becomes 0 when all is calm. */
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
  /** In a storm recorders cannot reach the tables either, where events may be missing. */
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

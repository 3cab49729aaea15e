import { createCountsByTime } from './counts-by-time.ts';
import type { RecordedEvent } from './received-message.ts';

/** A quarter of an hour, as GetSendStatistics gives it. */
export interface SendDataPoint {
  readonly timestampMs: number;
  readonly deliveryAttempts: number;
  readonly bounces: number;
  readonly complaints: number;
  readonly rejects: number;
}

/** The counts of GetSendStatistics. */
export interface SendDataPoints {
  readonly countAttempts: (recipients: number, atMs: number) => void;
  readonly countEvent: (event: RecordedEvent) => void;
  readonly all: () => readonly SendDataPoint[];
}

const quarterMs = 15 * 60 * 1000;
/** Two weeks. */
const quartersKept = 14 * 24 * 4;

export const createSendDataPoints = (): SendDataPoints => {
  const quarters = createCountsByTime(quarterMs, quartersKept, noCounts);
  return {
    countAttempts: (recipients, atMs) => {
      quarters.at(atMs).deliveryAttempts += recipients;
    },
    countEvent: (event) => {
      const quarter = quarters.at(event.atMs);
      if (event.type === 'bounce') quarter.bounces += event.recipients.length;
      if (event.type === 'complaint') quarter.complaints += event.recipients.length;
      if (event.type === 'reject') quarter.rejects += 1;
    },
    all: () => quarters.all().map(([timestampMs, quarter]) => ({ timestampMs, ...quarter })),
  };
};

const noCounts = () => ({ deliveryAttempts: 0, bounces: 0, complaints: 0, rejects: 0 });

import type { Clock } from '../system/ports.ts';
import type { Log } from '../telemetry/ports.ts';

/** Logs an error, at most once a minute for each message. */
export type Complain = (message: string, fields: Readonly<Record<string, unknown>>) => void;

/** Interval of log lines about what only a person can correct; ms. */
const complainEveryMs = 60_000;

export const complainRarely = (clock: Pick<Clock, 'now'>, log: Log): Complain => {
  const saidAtMs = new Map<string, number>();
  return (message, fields) => {
    const nowMs = clock.now();
    if (nowMs - (saidAtMs.get(message) ?? Number.NEGATIVE_INFINITY) < complainEveryMs) return;
    saidAtMs.set(message, nowMs);
    log('error', message, fields);
  };
};

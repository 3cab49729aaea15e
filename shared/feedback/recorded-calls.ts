import type { FeedbackEvent } from './feedback-event.ts';
import type { RecordedCalls } from './ports.ts';

/** A recorded event, and whether it came from a tenant's own topic. */
export interface RecordedEvent {
  readonly event: FeedbackEvent;
  readonly isBrought: boolean;
}

/**
 * Groups the Send events among recorded ones by account, with the oldest and newest time of each:
 * evidence that the account's feedback flows.
 */
export const recordedCalls = (recorded: readonly RecordedEvent[]): readonly RecordedCalls[] => {
  const byAccount = new Map<string, RecordedCalls>();
  for (const { event, isBrought } of recorded) {
    const { kind, account, atMs } = event;
    if (kind !== 'send' || account === undefined || atMs <= 0) continue;
    const name = JSON.stringify([account, isBrought]);
    const known = byAccount.get(name);
    byAccount.set(name, {
      account,
      isBrought,
      oldestMs: Math.min(atMs, known?.oldestMs ?? atMs),
      newestMs: Math.max(atMs, known?.newestMs ?? atMs),
    });
  }
  return [...byAccount.values()];
};

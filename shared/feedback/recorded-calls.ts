import type { FeedbackEvent } from './feedback-event.ts';
import type { RecordedCalls } from './ports.ts';

/** An event that was recorded, and whether a tenant's own topic told of it. */
export interface RecordedEvent {
  readonly event: FeedbackEvent;
  readonly isBrought: boolean;
}

/** What the Send events among recorded ones say of the feedback of each account: that it flows. */
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

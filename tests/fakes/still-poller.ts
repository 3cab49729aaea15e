import type { QueuePoller } from '../../local/triggers/queue-poller.ts';
import type { QueuePollerSettings } from '../../local/triggers/queue-poller-settings.ts';

/** A poller that receives nothing; it is done being disabled when the test says so. */
export const aPoller = (first: QueuePollerSettings) => {
  let settings = first;
  let isPolling = false;
  let settled: (() => void)[] = [];
  const poller: QueuePoller = {
    settings: () => settings,
    change: (changes) => {
      const next = { ...settings, ...changes };
      if (next.batchSize > 10 && next.batchingWindowSeconds < 1)
        throw new RangeError('a batch of more than 10 needs a window');
      settings = next;
    },
    enable: () => {
      isPolling = true;
    },
    disable: () => {
      isPolling = false;
      return new Promise((resolve) => settled.push(resolve));
    },
    counts: () => ({ received: 0, invocations: 0, deleted: 0, kept: 0, runningInvocations: 0 }),
    stop: async () => undefined,
  };
  return {
    poller,
    isPolling: () => isPolling,
    settle: () => {
      for (const resolve of settled) resolve();
      settled = [];
    },
  };
};

import type { CountingProxy } from './counting-proxy.ts';
import { eventsIn, type Invocation } from './make-events.ts';
import { round } from './round.ts';
import type { Worker } from './worker.ts';

/** Event rate for which the writes to the hottest item are calculated; events per second. */
const ratePerSecond = 1000;

/** Counts the DynamoDB requests of recording, and the writes to the same item. */
export const countTraffic = async (
  recorder: Worker,
  proxy: CountingProxy,
  invocations: readonly Invocation[],
) => {
  const writes = new Map<string, number>();
  let requests = 0;
  let mostWritesPerItemAndBatch = 0;
  proxy.take();
  for (const invocation of invocations) {
    await recorder.run([invocation]);
    const traffic = proxy.take();
    requests += traffic.requests;
    for (const [item, count] of traffic.writes) {
      writes.set(item, (writes.get(item) ?? 0) + count);
      mostWritesPerItemAndBatch = Math.max(mostWritesPerItemAndBatch, count);
    }
  }
  const events = eventsIn(invocations);
  return {
    requestsPerEvent: round(requests / events, 3),
    hottestItemWritesPerSecond: round(
      (Math.max(0, ...writes.values()) * ratePerSecond) / events,
      1,
    ),
    mostWritesPerItemAndBatch,
  };
};

import { watchSes } from '../history/watch-ses.ts';
import { createDice } from '../world/dice.ts';
import { createTimeline } from '../world/timeline.ts';
import { fillBacklog } from './backlog.ts';
import { hottestItem, type Meter, newMeter } from './meter.ts';
import { busyContainers, measuredCpuMs } from './processor.ts';
import { broughtOf, deploy, type ScaleOptions, worldOf } from './scale-world.ts';

const startMs = Date.UTC(2026, 2, 3, 12);
/** Warm-up that is not measured, while containers start and SES's bucket is full; ms. */
const warmUpMs = 4_000;

/** The largest scale: more than any account offers. */
export const largestScale: Omit<ScaleOptions, 'seconds' | 'containers'> = {
  ratePerSecond: 20_000,
  batchSize: 500,
  limiter: 'token-bucket',
  cpuMsPerMail: measuredCpuMs,
};

export interface Scale extends ScaleOptions {
  readonly accepted: number;
  /** Share of the rate in use; percent. */
  readonly utilisationPercent: number;
  readonly refusedForRate: number;
  /** Promises broken during the run, as the audits of the histories judge. */
  readonly violations: number;
  /** Requests per second to the item that is written most. */
  readonly hottestItem: { readonly item: string; readonly writesPerSecond: number };
  readonly writesPerMessage: number;
  readonly readsPerMessage: number;
  readonly meanReceives: number;
  readonly billedMsPerMessage: number;
  /** Share of the rate in use of each account that a tenant brings; percent. */
  readonly broughtPercent: readonly number[];
  /** Containers that the rate keeps busy all the time, if no time is wasted. */
  readonly busyContainers: number;
}

/**
 * Measures the sender in virtual time on a backlog of two thousand tenants. A container has the
 * share of a processor that Lambda gives it; tables, queues and SES are never busy.
 */
export const runScale = async (options: ScaleOptions): Promise<Scale> => {
  const { seconds, ratePerSecond, containers, batchSize } = options;
  const timeline = createTimeline(startMs);
  const fromMs = startMs + warmUpMs;
  const untilMs = fromMs + seconds * 1000;
  const meter = newMeter();
  const isMeasured = () => timeline.now() >= fromMs && timeline.now() < untilMs;
  const measuring = { options, timeline, root: createDice(1), meter, isMeasured };
  const brought = broughtOf(measuring);
  const world = worldOf(measuring, brought);
  watchSes(world);
  for (const { ses } of brought) watchSes({ ...world, ses });
  const sender = deploy(measuring, world);
  const spare = containers * batchSize;
  const backlog = Math.ceil(ratePerSecond * (warmUpMs / 1000 + seconds + 3)) + spare;
  const backlogs = brought.map(({ tenantId, rate }) => ({
    tenantId,
    messages: Math.ceil(rate * (warmUpMs / 1000 + seconds + 20)) + 60,
  }));
  fillBacklog(world, world.queues.bulk, backlog, backlogs);
  await timeline.run(fromMs);
  const billedBeforeMs = sender.billedMs();
  await timeline.run(untilMs);
  return {
    ...figuresOf(options, meter, sender.billedMs() - billedBeforeMs),
    broughtPercent: brought.map(({ rate, accepted }) => (100 * accepted()) / (rate * seconds)),
  };
};

const figuresOf = (
  options: ScaleOptions,
  meter: Meter,
  billedMs: number,
): Omit<Scale, 'broughtPercent'> => {
  const { seconds, ratePerSecond } = options;
  const { accepted, refusedForRate, violations, requests } = meter;
  const [item, writes] = hottestItem(meter);
  return {
    ...options,
    accepted,
    utilisationPercent: (100 * accepted) / (ratePerSecond * seconds),
    refusedForRate,
    violations,
    hottestItem: { item, writesPerSecond: writes / seconds },
    writesPerMessage: requests.write / accepted,
    readsPerMessage: requests.read / accepted,
    meanReceives: meter.batches === 0 ? 0 : meter.receives / meter.received,
    billedMsPerMessage: billedMs / accepted,
    busyContainers: busyContainers(ratePerSecond, options.cpuMsPerMail),
  };
};

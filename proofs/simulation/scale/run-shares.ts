import { watchSes } from '../history/watch-ses.ts';
import type { MutationPoints } from '../pipeline/mutation-points.ts';
import { createDice } from '../world/dice.ts';
import { createTimeline } from '../world/timeline.ts';
import { fillBacklogOf } from './backlog.ts';
import { newMeter } from './meter.ts';
import { deploy, worldOf } from './scale-world.ts';

const startMs = Date.UTC(2026, 2, 3, 12);

/** Tenants of one account, each with waiting bulk mail. */
export interface SharesOptions {
  /** Measured time in simulated seconds, after a warm-up. */
  readonly seconds: number;
  readonly warmUpSeconds: number;
  /** Rate of the account; recipients per second. */
  readonly ratePerSecond: number;
  readonly containers: number;
  readonly batchSize: number;
  readonly tenants: readonly {
    readonly tenantId: string;
    /** Part of the rate; default: no share. */
    readonly rateShare?: number;
    readonly messages: number;
    /** When its mail comes; seconds from the start, default 0. */
    readonly comesAt?: number;
  }[];
  /** Whether the queue is fair among the tenants. */
  readonly isFair: boolean;
  readonly mutationPoints?: Partial<MutationPoints>;
}

/** What tenants of one account got of its rate. */
export interface SharesResult {
  /** Part of the rate that each tenant used; percent. */
  readonly percentOf: ReadonlyMap<string, number>;
  /** Longest time from when mail of a tenant came until SES accepted it; seconds. */
  readonly worstWaitOf: ReadonlyMap<string, number>;
  readonly utilisationPercent: number;
  readonly refusedForRate: number;
  readonly violations: number;
  /** Receives per message that SES accepted. */
  readonly receives: number;
  readonly writesPerMessage: number;
}

/** Measures the shares of tenants in virtual time. */
export const runShares = async (options: SharesOptions): Promise<SharesResult> => {
  const { seconds, warmUpSeconds, ratePerSecond, tenants } = options;
  const timeline = createTimeline(startMs);
  const fromMs = startMs + warmUpSeconds * 1000;
  const untilMs = fromMs + seconds * 1000;
  const meter = newMeter();
  const isMeasured = () => timeline.now() >= fromMs && timeline.now() < untilMs;
  const scale = { ...options, limiter: 'token-bucket', cpuMsPerMail: 0 } as const;
  const measuring = { options: scale, timeline, root: createDice(1), meter, isMeasured };
  const world = worldOf(measuring, []);
  const accepted = new Map<string, number>();
  const worstWaitOf = new Map<string, number>();
  world.ses.listen({
    onAccepted: ({ subject, recipients }) => {
      const tenantId = subject.slice(0, subject.indexOf('#'));
      if (isMeasured()) accepted.set(tenantId, (accepted.get(tenantId) ?? 0) + recipients.length);
      const cameAt = tenants.find((one) => one.tenantId === tenantId)?.comesAt ?? 0;
      worstWaitOf.set(tenantId, (timeline.now() - startMs) / 1000 - cameAt);
    },
  });
  watchSes(world);
  deploy(measuring, world);
  for (const { tenantId, rateShare } of tenants)
    if (rateShare !== undefined) world.settings.set(tenantId, { budget: { rateShare } });
  for (const comesAt of new Set(tenants.map((one) => one.comesAt ?? 0)))
    timeline.at(startMs + comesAt * 1000, () =>
      fillBacklogOf(
        world,
        world.queues.bulk,
        tenants.filter((one) => (one.comesAt ?? 0) === comesAt),
      ),
    );
  await timeline.run(fromMs);
  const receivedBefore = meter.received;
  await timeline.run(untilMs);
  return {
    percentOf: new Map(
      [...accepted].map(([id, count]) => [id, (100 * count) / (ratePerSecond * seconds)]),
    ),
    worstWaitOf,
    utilisationPercent: (100 * meter.accepted) / (ratePerSecond * seconds),
    refusedForRate: meter.refusedForRate,
    violations: meter.violations,
    receives: (meter.received - receivedBefore) / meter.accepted,
    writesPerMessage: meter.requests.write / meter.accepted,
  };
};

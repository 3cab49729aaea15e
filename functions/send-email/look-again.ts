import { loggableKey } from '../../shared/privacy/loggable-key.ts';
import type { FindSuppressions } from '../../shared/suppression/ports.ts';
import { isInForce, scopesFor } from '../../shared/suppression/scopes.ts';
import type { Clock } from '../../shared/system/ports.ts';
import { pauseOf } from '../../shared/tenants/pauses.ts';
import type { FindTenants } from '../../shared/tenants/ports.ts';
import { unreachablePauseMs } from './record-result.ts';
import type { PartJob, SendPartPorts } from './send-part.ts';

/** A part whose recipients and pauses were looked up. */
export interface LookedUpJob extends PartJob {
  /** When that look-up began; epoch ms. */
  readonly lookedAtMs: number;
}

export interface LookAgainPorts extends Pick<SendPartPorts, 'log'> {
  readonly findSuppressions: FindSuppressions;
  readonly findTenants: FindTenants;
  readonly clock: Clock;
}

export interface LookAgainOptions<Job> {
  /** Time between two recipients at the rate in force; ms. */
  readonly intervalMs: () => number;
  /** Whether the job still waits for its slot: what is on its way to SES keeps its envelope. */
  readonly isWaiting: (job: Job) => boolean;
}

/** Why a mail does not leave at its slot. Its message comes again, and the next run ends or holds it. */
export type Stop = 'expired' | 'paused' | 'suppressed' | 'unread';

/** What a mail may do at its slot. */
export type Standing<Job> =
  /** It leaves as `job` says, not after `untilMs`: what is known of it is too old then. */
  | { readonly kind: 'clear'; readonly job: Job; readonly untilMs: number }
  | { readonly kind: 'stopped'; readonly why: Stop; readonly untilMs: number };

/** A mail whose slot lies further behind the last look at its recipients is looked at anew. */
const lookAgainAfterMs = 4_000;
/** No mail leaves later than this after the last look at its recipients and pauses. */
export const longestSinceLookMs = 5_000;
/** So much earlier a job is handed over that has to be looked at: the look costs it no slot. */
export const lookTakesMs = 100;

/** What one look found. */
interface Sight {
  readonly atMs: number;
  /** Recipients of the part that are suppressed now; canonical. */
  readonly suppressed: readonly string[];
  readonly isPaused: boolean;
}

const addressOf = (job: PartJob, index: number): string =>
  job.prepared.message.recipients[index]?.canonical ?? '';

/** Looks at all these jobs with one question to each table. */
const lookAt = async <Job extends LookedUpJob>(
  ports: LookAgainPorts,
  jobs: readonly Job[],
): Promise<ReadonlyMap<Job, Sight>> => {
  const atMs = ports.clock.now();
  const questions = jobs.map((job) => {
    const { key, stream } = job.prepared.message;
    const addresses = job.recipients.map((index) => addressOf(job, index));
    return { addresses, scopes: scopesFor(key.tenantId, stream) };
  });
  const [entries, tenants] = await Promise.all([
    ports.findSuppressions(questions),
    ports.findTenants([...new Set(jobs.map(({ prepared }) => prepared.message.key.tenantId))]),
  ]);
  const inForce = entries.filter((entry) => isInForce(entry, ports.clock.now()));
  const sightOf = (job: Job, index: number): Sight => {
    const { key, stream } = job.prepared.message;
    const { addresses = [], scopes = [] } = questions[index] ?? {};
    const tenant = tenants.get(key.tenantId);
    if (tenant === undefined) throw new Error('The tenants table gave no answer for a tenant.');
    const isSuppressed = (address: string): boolean =>
      inForce.some((entry) => entry.address === address && scopes.includes(entry.scope));
    return {
      atMs,
      suppressed: addresses.filter(isSuppressed),
      isPaused: pauseOf(tenant.pauses, stream) !== undefined,
    };
  };
  return new Map(jobs.map((job, index) => [job, sightOf(job, index)]));
};

/** The part without those who were found suppressed since its batch was looked up. */
const narrowed = <Job extends LookedUpJob>(job: Job, gone: ReadonlySet<string>): Job =>
  gone.size === 0
    ? job
    : {
        ...job,
        recipients: job.recipients.filter((index) => !gone.has(addressOf(job, index))),
        suppressed: [...new Set([...job.suppressed, ...gone])],
      };

/** The job, and those after it that may have their slots before a look at them would be too old. */
const stretchFrom = <Job extends LookedUpJob>(
  job: Job,
  jobs: readonly Job[],
  { untilSlotMs, intervalMs }: { readonly untilSlotMs: number; readonly intervalMs: number },
): readonly Job[] => {
  const stretch = [job];
  let untilNextMs = untilSlotMs;
  for (const other of jobs.slice(jobs.indexOf(job) + 1)) {
    untilNextMs += other.recipients.length * intervalMs;
    if (untilNextMs > lookAgainAfterMs) break;
    stretch.push(other);
  }
  return stretch;
};

/** What the looks of one run found, and the next look when it is due. */
const createSights = <Job extends LookedUpJob>(
  ports: LookAgainPorts,
  jobs: readonly Job[],
  { intervalMs, isWaiting }: LookAgainOptions<Job>,
) => {
  const sights = new Map<Job, Sight>();
  const looking = new Map<Job, Promise<void>>();

  const look = (some: readonly Job[]): Promise<void> => {
    const work = async () => {
      for (const [job, sight] of await lookAt(ports, some)) sights.set(job, sight);
    };
    const tracked = work().finally(() => {
      for (const job of some) looking.delete(job);
    });
    for (const job of some) looking.set(job, tracked);
    return tracked;
  };

  const startLook = (job: Job, slotMs: number): Promise<void> => {
    const others = jobs.filter(
      (other) => other === job || (isWaiting(other) && !looking.has(other)),
    );
    const untilSlotMs = Math.max(0, slotMs - ports.clock.now());
    return look(stretchFrom(job, others, { untilSlotMs, intervalMs: intervalMs() }));
  };

  return {
    of: (job: Job): Sight | undefined => sights.get(job),
    isEmpty: (): boolean => sights.size === 0,
    lookedAtMs: (job: Job): number => sights.get(job)?.atMs ?? job.lookedAtMs,
    /**
     * One look for all jobs of the stretch. Where it fails the job is looked at alone: what cannot be
     * read of others keeps it from nothing.
     *
     * @returns whether what is known of the job is new now
     */
    renew: async (job: Job, slotMs: number): Promise<boolean> => {
      try {
        await (looking.get(job) ?? startLook(job, slotMs)).catch(() => look([job]));
        return true;
      } catch (error) {
        ports.log('error', 'A message stays in its queue because a table cannot be read.', {
          ...loggableKey(job.prepared.message.key),
          cause: error instanceof Error ? error.name : 'unknown',
        });
        return false;
      }
    },
  };
};

/**
 * Looks again at mail that waited for its slot: whom it goes to may be suppressed by now, its tenant
 * paused, or itself expired.
 *
 * Mail whose slot comes soon after the look-up of its batch costs nothing. Else the first that is due
 * is looked at together with those whose slots come in the stretch after it.
 */
export const lookAgain = <Job extends LookedUpJob>(
  ports: LookAgainPorts,
  jobs: readonly Job[],
  options: LookAgainOptions<Job>,
) => {
  const { now } = ports.clock;
  const sights = createSights(ports, jobs, options);
  const partsOf = Map.groupBy(jobs, ({ prepared }) => prepared);

  /** Whether what is known of the job will be too old at its slot. */
  const isDue = (job: Job, slotMs: number): boolean =>
    Math.max(slotMs, now()) - sights.lookedAtMs(job) > lookAgainAfterMs;

  /** The job as it is to be sent: who was suppressed meanwhile is left out of its envelope. */
  const current = (job: Job): Job => {
    if (sights.isEmpty()) return job;
    const parts = partsOf.get(job.prepared) ?? [job];
    return narrowed(job, new Set(parts.flatMap((part) => sights.of(part)?.suppressed ?? [])));
  };

  /** @param isClaimed - the claim says whom the mail goes to, so it is given back when that changes */
  const standingOf = async (
    job: Job,
    slotMs: number,
    isClaimed: boolean,
  ): Promise<Standing<Job>> => {
    const stopped = (why: Stop, untilMs = now()) => ({ kind: 'stopped', why, untilMs }) as const;
    if (isDue(job, slotMs) && !(await sights.renew(job, slotMs)))
      return stopped('unread', now() + unreachablePauseMs);
    const { expiresAtMs = Number.POSITIVE_INFINITY } = job.prepared.message;
    if (expiresAtMs <= Math.max(slotMs, now())) return stopped('expired', expiresAtMs);
    if (sights.of(job)?.isPaused === true) return stopped('paused');
    const left = current(job);
    const isNarrowed = left.recipients.length < job.recipients.length;
    if (left.recipients.length === 0 || (isNarrowed && isClaimed)) return stopped('suppressed');
    const untilMs = Math.min(sights.lookedAtMs(job) + longestSinceLookMs, expiresAtMs - 1);
    return { kind: 'clear', job: left, untilMs };
  };

  return { isDue, current, standingOf };
};

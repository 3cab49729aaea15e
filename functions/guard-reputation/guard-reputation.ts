import {
  type ReleaseWithinBudgetsPorts,
  releaseWithinBudgets,
} from '../../shared/budgets/release-within-budgets.ts';
import type { AccountReading, ReadAccount } from '../../shared/pacing/ports.ts';
import { type Windows, worse } from '../../shared/reputation/judge.ts';
import {
  type Judgement,
  judgeTenant,
  sumWindows,
  type TenantRecord,
  windowsOf,
} from '../../shared/reputation/judge-tenant.ts';
import { readRecords } from '../../shared/reputation/read-records.ts';
import {
  type ReleaseResumedPorts,
  releaseResumed,
} from '../../shared/reputation/release-resumed.ts';
import type { ReputationBook } from '../../shared/reputation/reputation-book.ts';
import type { TenantPauses } from '../../shared/reputation/tenant-pauses.ts';
import type { Thresholds } from '../../shared/reputation/thresholds.ts';
import { nameOfError } from '../../shared/system/name-of-error.ts';
import type { Clock } from '../../shared/system/ports.ts';
import type { GaugeMetric, Log } from '../../shared/telemetry/ports.ts';
import { everyTenant } from '../../shared/tenants/resumes.ts';
import { checkSesTenants, dueForCheck, isAtSes, urgentForCheck } from './check-ses-tenants.ts';
import type { HeedSesPorts } from './heed-ses.ts';
import { judgeAccount, standingBySes, standingOfAccount } from './judge-account.ts';
import { rateGauges, tenantGauges } from './rate-gauges.ts';
import { rollUp } from './roll-up.ts';

export interface GuardPorts
  extends Omit<ReleaseResumedPorts, 'tenants'>,
    Omit<ReleaseWithinBudgetsPorts, 'tenants'>,
    Pick<HeedSesPorts, 'marks' | 'reputationIn'> {
  readonly book: ReputationBook;
  readonly tenants: TenantPauses;
  /** The pipeline's own account. */
  readonly readAccount: ReadAccount;
  /** Default thresholds of the deployment; a tenant may have its own. */
  readonly thresholds: Thresholds;
  readonly gauge: GaugeMetric;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
}

/** Time of a run that is reserved for the release of held mail; ms. */
const releasingMs = 30_000;

/** Part of the work failed. The rest is done, and the next run tries that part again. */
class GuardIncomplete extends Error {
  override readonly name = 'GuardIncomplete';
}

/** Time of a run that is reserved for judging and acting after the sums; ms. */
const judgingMs = 20_000;

/**
 * One run of the guard. It adds up the events of SES since the last run; judges every stream, every
 * tenant and the account; pauses and resumes them; releases mail that was held under pauses that
 * are over, or for want of budget that is there now; publishes rates and standings; and asks SES about
 * the SES tenants of tenants.
 *
 * Every step is idempotent and completes what an earlier run left undone.
 *
 * @param remainingMs - time until Lambda ends the run; ms
 * @throws GuardIncomplete when a tenant failed, after all others are done; other errors when the
 * tables cannot be reached
 */
export const guardReputation = async (
  ports: GuardPorts,
  remainingMs: () => number,
): Promise<void> => {
  const { book, tenants, thresholds, clock, log } = ports;
  const attempts = newAttempts(log);
  if (!(await rollUp(book, clock.now(), () => remainingMs() < judgingMs)))
    log('warn', 'There is more feedback to add up than fits into one run; the next goes on.');

  const nowMs = clock.now();
  const known = await tenants.list();
  for (const { unreadable = [] } of known)
    for (const item of unreadable) log('error', item.message);
  const records = await readRecords(book, known, thresholds, nowMs);
  const isOwn = ({ tenantId }: TenantRecord): boolean => tenantId === everyTenant;
  const judged = records
    .filter((record) => !isOwn(record))
    .map((record) => judgeRecord(record, nowMs));
  await guardTenants(ports, judged, nowMs, attempts);
  await guardAccount(ports, records.filter(isOwn), judged, nowMs, attempts);

  let latest = known;
  await attempts.attempt('SES tenants', async () => {
    if (!known.some(isAtSes)) return;
    const urgent = urgentForCheck(await tenants.list());
    await checkSesTenants(ports, urgent, remainingMs, attempts.attempt, releasingMs);
  });
  await attempts.attempt('release', async () => {
    latest = await tenants.list();
    const released = await releaseResumed(latest, clock.now(), ports);
    if (released > 0) log('info', 'Held mail is on its way.', { released });
  });
  await attempts.attempt('budgets', async () => {
    const released = await releaseWithinBudgets(ports, clock.now());
    if (released > 0) log('info', 'Mail held for want of budget is on its way.', { released });
  });
  const due = dueForCheck(latest, clock.now());
  await checkSesTenants(ports, due, remainingMs, attempts.attempt);
  if (attempts.failed.length > 0)
    throw new GuardIncomplete(
      `Not done, and to be tried again by the next run: ${attempts.failed.join(', ')}.`,
    );
};

const totalOf = (hoursByStream: TenantRecord['here'], nowMs: number): Windows =>
  sumWindows([...hoursByStream.values()].map((hours) => windowsOf(hours, nowMs, 0)));

/**
 * Writes the pause, which makes mail wait, and then the standing. The next run repeats what a run
 * that died in between has left undone.
 */
const carryOut = async (
  judgement: Judgement,
  nowMs: number,
  { tenants, book, log }: GuardPorts,
): Promise<void> => {
  const { tenantId, scope, before, standing, why, act } = judgement;
  const fields = { tenantId, scope, why };
  if (act === 'pause' && (await tenants.pause(tenantId, scope, { by: 'guard', since: nowMs, why })))
    log('error', 'Mail is paused because of its reputation.', fields);
  if (
    act === 'resume' &&
    (await tenants.resume(tenantId, scope, { by: 'guard', since: nowMs, why, released: false }))
  )
    log('info', 'Mail goes out again: its reputation has recovered.', fields);
  if (standing === before && act === 'nothing') return;
  if (act === 'nothing')
    log(standing === 'healthy' ? 'info' : 'warn', 'The standing of mail has changed.', {
      ...fields,
      before,
      standing,
    });
  await book.writeStanding({ tenantId, scope, standing, sinceMs: nowMs, why });
};

const readStatus = async ({
  readAccount,
  log,
}: GuardPorts): Promise<Pick<AccountReading, 'isPaused' | 'enforcementStatus'>> => {
  try {
    return await readAccount();
  } catch (error) {
    log('warn', 'The status of the account could not be read.', { cause: nameOfError(error) });
    return { isPaused: false, enforcementStatus: 'HEALTHY' };
  }
};

/** Runs parts of the work. A part that fails is logged and stops no other. */
interface Attempts {
  readonly attempt: (what: string, work: () => Promise<void>) => Promise<void>;
  readonly failed: readonly string[];
}

const newAttempts = (log: Log): Attempts => {
  const failed: string[] = [];
  return {
    failed,
    attempt: async (what, work) => {
      try {
        await work();
      } catch (error) {
        failed.push(what);
        const cause = nameOfError(error);
        log('error', 'A part of guarding the reputation failed.', { what, cause });
      }
    },
  };
};

const judgeRecord = (record: TenantRecord, nowMs: number) => ({
  record,
  ...judgeTenant(record, nowMs),
  totals: [totalOf(record.here, nowMs), totalOf(record.elsewhere, nowMs)],
});

type Judged = ReturnType<typeof judgeRecord>;

/** Pauses and resumes each tenant as it was judged, and publishes the tenants' rates. */
const guardTenants = async (
  ports: GuardPorts,
  judged: readonly Judged[],
  nowMs: number,
  { attempt }: Attempts,
): Promise<void> => {
  for (const { record, judgements } of judged)
    for (const judgement of judgements)
      await attempt(`${record.tenantId} ${judgement.scope}`, () =>
        carryOut(judgement, nowMs, ports),
      );
  const figures = judged.map(({ record: { tenantId }, judgements, totals }) => ({
    tenantId,
    totals,
    standing: judgements.map(({ standing }) => standing).reduce(worse, 'healthy'),
  }));
  for (const each of tenantGauges(figures)) ports.gauge(each);
};

/** Judges the own account by all mail that it sent and by its enforcement status at SES. */
const guardAccount = async (
  ports: GuardPorts,
  own: readonly TenantRecord[],
  judged: readonly Judged[],
  nowMs: number,
  { attempt }: Attempts,
): Promise<void> => {
  const status = await readStatus(ports);
  const bySes = standingBySes(status);
  if (bySes !== 'healthy')
    ports.log(bySes === 'paused' ? 'error' : 'warn', 'SES restricts the account.', {
      enforcementStatus: status.enforcementStatus,
    });
  const sentHere = judged.filter(({ record }) => !record.hasOwnAccount);
  for (const record of own) {
    const judgement = judgeAccount(record, judged, nowMs);
    await attempt('account', () => carryOut(judgement, nowMs, ports));
    const total = sumWindows(sentHere.map((each) => totalOf(each.record.here, nowMs)));
    for (const each of rateGauges([total], standingOfAccount(judgement, bySes))) ports.gauge(each);
  }
};

import { lanes } from '../../shared/email/streams.ts';
import type { EventSource } from '../../shared/pacing/event-source.ts';
import type { AccountState } from '../../shared/pacing/event-source-settings.ts';
import { type Ledger, roomFor } from '../../shared/pacing/ledger.ts';
import type { LedgerStore } from '../../shared/pacing/ledger-store.ts';
import type { AccountReading, ReadAccount } from '../../shared/pacing/ports.ts';
import { nameOfError } from '../../shared/system/name-of-error.ts';
import type { Clock } from '../../shared/system/ports.ts';
import type { GaugeMetric, Log } from '../../shared/telemetry/ports.ts';
import { CredentialsProblem } from '../../shared/tenants/credentials-problem.ts';
import { ledgerGauges } from './ledger-gauges.ts';
import { type Refreshed, refreshQuota } from './refresh-quota.ts';
import { setEventSources } from './set-event-sources.ts';
import { type TendWaysOutPorts, tendWaysOut } from './tend-ways-out.ts';

/** An SES account with its send ledger. */
export interface KeptAccount {
  /** `<account id>#<region>`. */
  readonly name: string;
  readonly ledger: LedgerStore;
  readonly readAccount: ReadAccount;
}

export interface RefreshAccountsPorts {
  /** The account that the pipeline is deployed in. */
  readonly ownAccount: KeptAccount;
  /** Accounts that tenants bring. */
  readonly findOtherAccounts: () => Promise<readonly KeptAccount[]>;
  /** True while an operator or guard-reputation has paused all mail of the own account. */
  readonly isStopped: () => Promise<boolean>;
  /** Ways out of the own account's mail. */
  readonly waysOut: Pick<
    TendWaysOutPorts,
    'streams' | 'findWaysOut' | 'noteSesStopped' | 'ledgerOf'
  >;
  readonly eventSources: readonly EventSource[];
  /** Hour of the day at which closed queues are read; UTC, 0 to 23. */
  readonly renewalHour: number;
  readonly gauge: GaugeMetric;
  readonly clock: Clock;
  readonly log: Log;
}

/** Interval between readings of an account whose quota is nearly used up; ms. */
const closeWatchEveryMs = 5_000;
/** Longest time that a run keeps reading; ms. The next run starts a minute after this one. */
const watchForMs = 50_000;
/** Time that is reserved for one reading; ms. */
const readingMs = 8_000;
const nearShare = 0.02;
const nearSeconds = 60;
/** A ledger is idle when no slot was taken for this long; ms. */
const idleAfterMs = 60_000;

/**
 * Copies rate and quota of every account from SES into its send ledger, opens or closes the event
 * sources accordingly, and publishes gauges. An account whose quota is nearly used up is read again
 * every five seconds until the run has to end.
 *
 * @param remainingMs - time until Lambda ends the run; ms
 * @throws when the own account or an event source cannot be read or written. A failure of another
 * account is only logged
 */
export const refreshAccounts = async (
  ports: RefreshAccountsPorts,
  remainingMs: () => number,
): Promise<void> => {
  const { ownAccount, clock, log } = ports;
  const lastReadingMs = clock.now() + Math.min(watchForMs, remainingMs() - readingMs);
  const refresh: Refresh = { ports, states: new Map(), waysOut: [], stoppedLanes: [] };
  const others = await ports.findOtherAccounts().catch((error: unknown) => {
    log('warn', 'Accounts of tenants could not be looked up.', { cause: nameOfError(error) });
    return [];
  });
  let due: readonly KeptAccount[] = [ownAccount, ...others];
  for (;;) {
    const startedMs = clock.now();
    await refreshAll(refresh, due);
    due = [...refresh.states]
      .filter(([, { ledger }]) => needsCloseWatch(ledger, clock.now()))
      .map(([account]) => account);
    const nextMs = startedMs + closeWatchEveryMs;
    if (due.length === 0 || nextMs > lastReadingMs) return;
    await clock.sleepUntil(nextMs);
  }
};

/**
 * Whether an account has to be read every five seconds instead of once a minute. That is so when a
 * lane that still sends has less left than 2 % of the quota, or than one minute at the send rate:
 * our own count may be off by more than that.
 */
export const needsCloseWatch = (ledger: Ledger, nowMs: number): boolean => {
  if (!Number.isFinite(ledger.max24Hours) || ledger.tatMs < nowMs - idleAfterMs) return false;
  const near = Math.min(ledger.max24Hours * nearShare, (nearSeconds * 1000) / ledger.minIntervalMs);
  return lanes.some((lane) => roomFor(ledger, lane) >= 1 && roomFor(ledger, lane) < near);
};

/** True when SES accepts no mail. SES says so by a flag, or by a send rate of 0. */
const takesNoMail = ({ isPaused, maxPerSecond }: AccountReading): boolean =>
  isPaused || maxPerSecond <= 0;

const isHealthy = (status: string): boolean => status === 'HEALTHY';

/** State of one run: what it has read of each account so far. */
interface Refresh {
  readonly ports: RefreshAccountsPorts;
  readonly states: Map<KeptAccount, AccountState>;
  /** Ways out that take all mail of their stream now. */
  waysOut: readonly AccountState[];
  stoppedLanes: Ledger['stoppedLanes'];
}

/** Publishes the gauges of an account, and logs a warning when SES restricts it. */
const publish = (
  { ownAccount, clock, log, gauge }: RefreshAccountsPorts,
  account: KeptAccount,
  { account: reading, ledger }: Refreshed,
): void => {
  const name = account === ownAccount ? undefined : account.name;
  for (const each of ledgerGauges(ledger, clock.now(), name)) gauge(each);
  if (!takesNoMail(reading) && isHealthy(reading.enforcementStatus)) return;
  log(
    'warn',
    takesNoMail(reading)
      ? 'SES takes no mail of the account.'
      : 'SES has put the account under review.',
    { account: account.name, enforcementStatus: reading.enforcementStatus },
  );
};

const refreshOne = async (refresh: Refresh, account: KeptAccount): Promise<void> => {
  const { ports, states } = refresh;
  const { ownAccount, clock, log } = ports;
  const refreshed = await refreshQuota({ ...account, clock, log });
  publish(ports, account, refreshed);
  if (account !== ownAccount) {
    states.set(account, { ledger: refreshed.ledger, isPaused: takesNoMail(refreshed.account) });
    return;
  }
  const isStopped = await ports.isStopped();
  const isPaused = takesNoMail(refreshed.account) || isStopped;
  states.set(account, { ledger: refreshed.ledger, isPaused });
  refresh.stoppedLanes = refreshed.ledger.stoppedLanes;
  const waysOut = await tendWaysOut({ ...ports, ...ports.waysOut }, refreshed.account);
  // A pause of all mail holds for every path.
  refresh.waysOut = isStopped ? [] : waysOut;
};

/** Reads accounts side by side. A tenant's account that fails is logged and stops no other. */
const refreshAll = async (refresh: Refresh, accounts: readonly KeptAccount[]): Promise<void> => {
  const { ports, states } = refresh;
  const { ownAccount, log } = ports;
  await Promise.all(
    accounts.map((account) =>
      refreshOne(refresh, account).catch((error: unknown) => {
        if (account === ownAccount) throw error;
        log('warn', 'The quota of an account could not be taken over.', {
          account: account.name,
          ...(error instanceof CredentialsProblem
            ? { tenant: error.tenantId, cause: error.code, remedy: error.remedy }
            : { cause: nameOfError(error) }),
        });
      }),
    ),
  );
  refresh.stoppedLanes = await setEventSources(
    { ...ports, ledger: ownAccount.ledger },
    [...states.values(), ...refresh.waysOut],
    refresh.stoppedLanes,
  );
};

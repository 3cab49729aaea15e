import { lanes } from '../../shared/email/streams.ts';
import type { EventSource } from '../../shared/pacing/event-source.ts';
import type { AccountState } from '../../shared/pacing/event-source-settings.ts';
import { type Ledger, roomFor } from '../../shared/pacing/ledger.ts';
import type { LedgerStore } from '../../shared/pacing/ledger-store.ts';
import type { AccountReading, ReadAccount } from '../../shared/pacing/ports.ts';
import type { Clock } from '../../shared/system/ports.ts';
import type { GaugeMetric, Log } from '../../shared/telemetry/ports.ts';
import { ledgerGauges } from './ledger-gauges.ts';
import { type Refreshed, refreshQuota } from './refresh-quota.ts';
import { setEventSources } from './set-event-sources.ts';

/** An SES account whose ledger is kept. */
export interface KeptAccount {
  /** `<account id>#<region>`. */
  readonly name: string;
  readonly ledger: LedgerStore;
  readonly readAccount: ReadAccount;
}

export interface RefreshAccountsPorts {
  /** The pipeline's own. */
  readonly ownAccount: KeptAccount;
  /** Those that tenants have of their own. */
  readonly findOtherAccounts: () => Promise<readonly KeptAccount[]>;
  /** Whether all mail of the own account is paused, by an operator or by guard-reputation. */
  readonly isStopped: () => Promise<boolean>;
  readonly eventSources: readonly EventSource[];
  /** Of the day in UTC, 0 to 23, at which closed queues are read. */
  readonly renewalHour: number;
  readonly gauge: GaugeMetric;
  readonly clock: Clock;
  readonly log: Log;
}

/** Between two readings of an account whose quota is nearly used up. */
const closeWatchEveryMs = 5_000;
/** A run watches for this long at most, since the next one starts a minute after it. */
const watchForMs = 50_000;
/** What a reading may take. */
const readingMs = 8_000;
const nearShare = 0.02;
const nearSeconds = 60;
/** A ledger of which no slot was taken for this long is not in use. */
const idleAfterMs = 60_000;

/**
 * Whether the quota of an account is so nearly used up that a minute is too long to go by our own
 * count: less than 2 % of it, or less than a minute of the rate, is left to a lane that still
 * sends.
 */
export const needsCloseWatch = (ledger: Ledger, nowMs: number): boolean => {
  if (!Number.isFinite(ledger.max24Hours) || ledger.tatMs < nowMs - idleAfterMs) return false;
  const near = Math.min(ledger.max24Hours * nearShare, (nearSeconds * 1000) / ledger.minIntervalMs);
  return lanes.some((lane) => roomFor(ledger, lane) >= 1 && roomFor(ledger, lane) < near);
};

/** A rate of 0 is SES's other way to say that sending is off. */
const takesNoMail = ({ isPaused, maxPerSecond }: AccountReading): boolean =>
  isPaused || maxPerSecond <= 0;

const isHealthy = (status: string): boolean => status === 'HEALTHY';

const causeOf = (error: unknown): string => (error instanceof Error ? error.name : 'unknown');

/** One run: what is known of each account so far. */
interface Refresh {
  readonly ports: RefreshAccountsPorts;
  readonly states: Map<KeptAccount, AccountState>;
  stoppedLanes: Ledger['stoppedLanes'];
}

/** Publishes how an account stands. */
const tell = (
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
  tell(ports, account, refreshed);
  const isPaused =
    takesNoMail(refreshed.account) || (account === ownAccount && (await ports.isStopped()));
  states.set(account, { ledger: refreshed.ledger, isPaused });
  if (account === ownAccount) refresh.stoppedLanes = refreshed.ledger.stoppedLanes;
};

/** Another account that fails stands in nobody's way. */
const refreshAll = async (refresh: Refresh, accounts: readonly KeptAccount[]): Promise<void> => {
  const { ports, states } = refresh;
  const { ownAccount, log } = ports;
  await Promise.all(
    accounts.map((account) =>
      refreshOne(refresh, account).catch((error: unknown) => {
        if (account === ownAccount) throw error;
        log('warn', 'The quota of an account could not be taken over.', {
          account: account.name,
          cause: causeOf(error),
        });
      }),
    ),
  );
  refresh.stoppedLanes = await setEventSources(
    { ...ports, ledger: ownAccount.ledger },
    [...states.values()],
    refresh.stoppedLanes,
  );
};

/**
 * Takes over what SES says of every account, sets the event sources by it, and publishes how the
 * ledgers stand. While the quota of an account is nearly used up it is read again every five
 * seconds, until the run has to end.
 *
 * @param remainingMs - how long until Lambda ends the run
 * @throws when the own account or an event source cannot be read or written; another account that
 * fails is told of in the log
 */
export const refreshAccounts = async (
  ports: RefreshAccountsPorts,
  remainingMs: () => number,
): Promise<void> => {
  const { ownAccount, clock, log } = ports;
  const lastReadingMs = clock.now() + Math.min(watchForMs, remainingMs() - readingMs);
  const refresh: Refresh = { ports, states: new Map(), stoppedLanes: [] };
  const others = await ports.findOtherAccounts().catch((error: unknown) => {
    log('warn', 'Accounts of tenants could not be looked up.', { cause: causeOf(error) });
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

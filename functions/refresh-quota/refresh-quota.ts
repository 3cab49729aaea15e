import type { Ledger } from '../../shared/pacing/ledger.ts';
import type { LedgerStore } from '../../shared/pacing/ledger-store.ts';
import { newLedger } from '../../shared/pacing/new-ledger.ts';
import type { AccountReading, ReadAccount } from '../../shared/pacing/ports.ts';
import { rebase } from '../../shared/pacing/rebase.ts';
import { waitForTurn } from '../../shared/pacing/wait-for-turn.ts';
import type { Clock } from '../../shared/system/ports.ts';
import type { Log } from '../../shared/telemetry/ports.ts';

export interface RefreshPorts {
  readonly ledger: LedgerStore;
  readonly readAccount: ReadAccount;
  readonly clock: Clock;
  readonly log: Log;
}

export interface Refreshed {
  readonly account: AccountReading;
  readonly ledger: Ledger;
}

/**
 * Most attempts to write the ledger. Another writer can win only in the few milliseconds between
 * our read and our write, so losing more often means that something else is wrong.
 */
const attempts = 3;

/**
 * Copies rate and quota from SES into the send ledger, and creates the ledger if there is none.
 *
 * @returns the answer of SES, and the ledger after the write
 * @throws when SES or the table cannot be reached
 */
export const refreshQuota = async (ports: RefreshPorts): Promise<Refreshed> => {
  await waitForTurn(ports);
  const askedAtMs = ports.clock.now();
  const account = await ports.readAccount();
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const nowMs = ports.clock.now();
    const ledger = await ports.ledger.read();
    if (ledger === undefined) {
      await createLedger(ports, account, nowMs);
      continue;
    }
    const change = rebase(ledger, account, nowMs, askedAtMs);
    if (await ports.ledger.rebase(change)) {
      if (change.minIntervalMs !== ledger.minIntervalMs)
        ports.log('info', 'SES has changed the send rate.', { maxPerSecond: account.maxPerSecond });
      break;
    }
  }
  const ledger = await ports.ledger.read();
  if (ledger === undefined)
    throw new Error(
      'The send ledger cannot be read after it was written: check the ledger table and its permissions.',
    );
  return { account, ledger };
};

const createLedger = async (
  { ledger, log }: RefreshPorts,
  account: AccountReading,
  nowMs: number,
): Promise<void> => {
  await ledger.create(newLedger(account, nowMs));
  const { maxPerSecond, max24Hours, isSandbox } = account;
  log('info', 'The account has a send ledger now.', { maxPerSecond, max24Hours, isSandbox });
};

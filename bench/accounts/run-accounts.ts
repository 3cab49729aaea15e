import { setTimeout as sleep } from 'node:timers/promises';
import type { Output } from '../../local/lab/output.ts';
import { putBacklog } from '../../local/lab/put-backlog.ts';
import { nowMs, waitUntil } from '../../local/lab/wait-until.ts';
import { named } from '../../proofs/crashes/crash-lab.ts';
import { acceptedBetween } from '../pacing/measure.ts';
import { type AccountRow, accounts, type BenchAccount, mixedBacklog } from './accounts.ts';
import { startAccounts } from './start-accounts.ts';

/** Options of `npm run bench -- accounts`. */
export interface AccountsOptions {
  /** Length of each measurement; seconds. */
  readonly seconds: number;
  readonly json: boolean;
}

/** Time after the first accepted mail of every account that is left out, as in `pacing`. */
const rampMs = 3_000;
const firstMailMs = 60_000;

/**
 * Measures the pace of three SES accounts of one pipeline: each alone, then all loaded at once.
 * Prints a row for each account.
 *
 * @returns whether all could be measured
 */
export const runAccounts = async (
  { seconds, json }: AccountsOptions,
  { print, tell }: Output,
): Promise<boolean> => {
  const alone = new Map<BenchAccount, number>();
  for (const account of accounts) {
    tell(`accounts: ${account.name} alone …`);
    alone.set(account, (await measure([account], seconds)).get(account)?.utilisation ?? 0);
  }
  tell('accounts: all at once …');
  const beside = await measure(accounts, seconds);
  if (!json) print(head);
  for (const account of accounts) {
    const { utilisation = 0, throttledPer1000 = 0, doubled = 0 } = beside.get(account) ?? {};
    const row: AccountRow = {
      ...{ account: account.name, rate: account.rate },
      ...{ alone: alone.get(account) ?? 0, beside: utilisation, throttledPer1000, doubled },
    };
    print(json ? JSON.stringify(row) : lineOf(row));
  }
  return true;
};

interface Measured {
  readonly utilisation: number;
  readonly throttledPer1000: number;
  readonly doubled: number;
}

/** Fills the queue with mail of these accounts, and measures each while all have mail waiting. */
const measure = async (
  sending: readonly BenchAccount[],
  seconds: number,
): Promise<ReadonlyMap<BenchAccount, Measured>> => {
  const { lab, sesOf, stop } = await startAccounts(accounts);
  try {
    const bulk = named(lab.endpoints.queues, 'bulk');
    await putBacklog(lab.sqs, bulk, mixedBacklog(sending, seconds));
    lab.poller('bulk').enable();
    const controls = sending.flatMap((account) => {
      const ses = sesOf.get(account);
      return ses === undefined ? [] : [{ account, ses }];
    });
    const haveBegun = async (): Promise<boolean> => {
      const answers = await Promise.all(controls.map(({ ses }) => ses.statistics()));
      return answers.every(({ firstAcceptedMs }) => firstAcceptedMs !== null);
    };
    if (!(await waitUntil(haveBegun, { everyMs: 50, atMostMs: firstMailMs })))
      throw new Error('An account accepts nothing.');
    const fromMs = nowMs() + rampMs;
    const part = { fromMs, toMs: fromMs + seconds * 1000 };
    await sleep(part.toMs - nowMs());
    await lab.poller('bulk').stop(5_000);
    const measured = controls.map(async ({ account, ses }) => {
      const { acceptedCalls, throttled } = await ses.statistics();
      const accepted = acceptedBetween(await ses.acceptances(), part);
      const figures: Measured = {
        utilisation: accepted / (account.rate * seconds),
        throttledPer1000: (1000 * throttled) / Math.max(1, acceptedCalls),
        doubled: await ses.doubled(),
      };
      return [account, figures] as const;
    });
    return new Map(await Promise.all(measured));
  } finally {
    await stop();
  }
};

/** Head of the table. */
const head = `${'account'.padEnd(14)} ${'R'.padStart(4)} ${'alone %'.padStart(8)} ${'beside %'.padStart(9)} ${'thr/1000'.padStart(9)} ${'doubled'.padStart(8)}`;

const lineOf = ({ account, rate, alone, beside, throttledPer1000, doubled }: AccountRow): string =>
  [
    account.padEnd(14),
    String(rate).padStart(4),
    (alone * 100).toFixed(1).padStart(8),
    (beside * 100).toFixed(1).padStart(9),
    throttledPer1000.toFixed(1).padStart(9),
    String(doubled).padStart(8),
  ].join(' ');

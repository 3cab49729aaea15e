import { type FaultKind, faultKinds } from '../../local/faults/fault-switch.ts';
import { type Service, services } from '../../local/faults/service-errors.ts';
import type { Output } from '../../local/lab/output.ts';
import { type Account, addUp, isBalanced, type RunEnd, sumOf } from '../account/account.ts';
import { named } from '../crashes/crash-lab.ts';
import { startStormLab, totalFaults, weather } from './bad-weather.ts';
import { stormMessages } from './storm-messages.ts';
import { steadyWeather } from './weather.ts';

/** Options of `npm run bench -- faults`; every service and every fault when none is named. */
export interface FaultsOptions {
  readonly service?: Service;
  readonly fault?: FaultKind;
  /** How long each of the three shares of requests is hit; seconds. */
  readonly seconds: number;
  readonly json: boolean;
}

const shares = [0.01, 0.1, 1] as const;
/** Messages enqueued per second throughout. */
const perSecond = 10;
const mailsKept = 100_000;

const columns = [
  'messages',
  'sent',
  'suppressed',
  'rejected',
  'held',
  'lost',
  'doubled',
  'unaccounted',
] as const;

/**
 * Hits one service with one fault at a time, at 1 %, 10 % and 100 % of its requests, while messages
 * of all kinds arrive, and accounts for every one.
 *
 * @returns whether nothing was lost, doubled or unaccounted for
 */
export const runFaults = async (
  { service: only, fault: kind, seconds, json }: FaultsOptions,
  { print, tell }: Output,
): Promise<boolean> => {
  const beganAtMs = performance.now();
  const stormLab = await startStormLab(1, mailsKept);
  const { lab, faults } = stormLab;
  const pairs = services
    .filter((service) => only === undefined || service === only)
    .flatMap((service) =>
      faultKinds
        .filter((fault) => kind === undefined || fault === kind)
        .map((fault) => ({ service, fault })),
    );
  const accounts: Account[] = [];
  try {
    if (!json) print(head());
    for (const [index, { service, fault }] of pairs.entries()) {
      tell(`${index + 1} of ${pairs.length}: ${service} ${fault} …`);
      await lab.ses.forget();
      const before = totalFaults(faults);
      const messages = stormMessages(
        seconds * shares.length * perSecond,
        index + 1,
        named(lab.endpoints.buckets, 'payload'),
      );
      const spells = steadyWeather(service, fault, shares, seconds);
      const { verdicts } = await weather(stormLab, { messages, perSecond, spells }, tell);
      const account = addUp(verdicts);
      const times = totalFaults(faults) - before;
      print(
        json
          ? JSON.stringify({ service, fault, faults: times, ...account })
          : line(service, fault, times, account),
      );
      accounts.push(account);
    }
    const end: RunEnd = {
      ...sumOf(accounts),
      kills: 0,
      faults: totalFaults(faults),
      seconds: Math.round((performance.now() - beganAtMs) / 1000),
    };
    print(JSON.stringify(end));
    return isBalanced(end);
  } finally {
    await lab.stop();
  }
};

const head = (): string =>
  `${'service'.padEnd(10)}${'fault'.padEnd(15)}${'faults'.padStart(7)}${columns.map((name) => name.padStart(12)).join('')}`;

const line = (service: Service, fault: FaultKind, times: number, account: Account): string =>
  `${service.padEnd(10)}${fault.padEnd(15)}${String(times).padStart(7)}${columns.map((name) => String(account[name]).padStart(12)).join('')}`;

import { type DayCount, forecastMonth, startOfMonth } from '../../../shared/cost/forecast.ts';
import { type MonthFacts, monthReport, planCosts } from '../../../shared/cost/month-report.ts';
import type { ReadSesPlan, SentByDay } from '../../../shared/cost/ports.ts';
import type { Usage } from '../../../shared/cost/usage.ts';
import { pricesRegion } from '../../../shared/prices/prices.ts';
import { streamOfName } from '../../../shared/reputation/counts.ts';
import { daysBetween } from '../../../shared/reputation/periods.ts';
import type { ReputationBook } from '../../../shared/reputation/reputation-book.ts';
import { nameOfError } from '../../../shared/system/name-of-error.ts';
import { type CommandIo, exitCodes, printable } from '../../command-io.ts';
import { type CostOptions, type ReadOptions, readCostOptions } from './cost-options.ts';
import { type CostReport, showCost } from './show-cost.ts';

/** What a deployment has that is billed without any mail. */
export interface Idle {
  readonly usage: readonly Usage[];
  /** Its budget, US dollars a month; undefined: none is known. */
  readonly budget: number | undefined;
  /** Set when it is not read from the deployment. */
  readonly assumed?: string;
}

export interface CostIo extends CommandIo {
  /** Undefined where there is no CloudWatch, as on the local stack. */
  readonly sentByDay: SentByDay | undefined;
  readonly book: Pick<ReputationBook, 'readHours'>;
  readonly readPlan: ReadSesPlan;
  readonly readIdle: () => Promise<Idle>;
  /** Tenants of SES itself. */
  readonly countSesTenants: () => Promise<number>;
  /** Undefined on the local stack. */
  readonly region: string | undefined;
  readonly now: () => number;
}

/**
 * `ses-pipeline cost`: the month so far and its forecast, or a month of `--volume` mails.
 *
 * @returns 0; 2 when an option is invalid; 3 when the forecast exceeds the budget
 */
export const cost = async (options: CostOptions, io: CostIo): Promise<number> => {
  const read = readCostOptions(options);
  if ('problems' in read) {
    for (const problem of read.problems) io.printError(problem);
    return exitCodes.usage;
  }
  const report = await reportOf(options, read, io);
  if (options.json === true) io.print(JSON.stringify(report));
  else showCost(report, io);
  return report.budget !== null && report.forecast.dollars > report.budget
    ? exitCodes.wrong
    : exitCodes.fine;
};

const reportOf = async (
  options: CostOptions,
  read: ReadOptions,
  io: CostIo,
): Promise<CostReport> => {
  const notes: string[] = [];
  const nowMs = io.now();
  const [account, idle, tenants] = await Promise.all([
    readAccount(io, notes),
    io.readIdle(),
    io.countSesTenants(),
  ]);
  if (idle.assumed !== undefined) notes.push(idle.assumed);
  const counted = read.volume === undefined ? await countMonth(io, nowMs, notes) : [];
  const forecast = forecastMonth(counted, nowMs);
  const recipients =
    read.volume === undefined ? forecast.byEnd : read.volume * read.shape.recipients;
  const { dedicatedIps, shape, attachmentBytes } = read;
  const facts: MonthFacts = {
    ...{ recipients, shape, attachmentBytes, idle: idle.usage, elapsed: 1 },
    plan: account.plan ?? 'NONE',
    ses: {
      ...{ dedicatedIps, hasManagedIps: options.managedIps === true },
      ...{ hasVdm: account.hasVdm, tenants },
    },
  };
  if (io.region !== undefined && io.region !== pricesRegion)
    notes.push(
      `Prices are those of ${pricesRegion}; those of ${io.region} may differ, and are not known here.`,
    );
  return {
    plan: account.plan ?? null,
    soFar:
      read.volume === undefined
        ? monthReport({ ...facts, recipients: forecast.soFar, elapsed: forecast.elapsed })
        : null,
    forecast: monthReport(facts),
    plans: planCosts(facts),
    tenant: options.tenant === undefined ? null : await shareOf(options.tenant, io, nowMs),
    budget: idle.budget ?? null,
    notes,
  };
};

/** The plan; à la carte is reckoned with where it is not known. */
const readAccount = async (io: CostIo, notes: string[]): ReturnType<ReadSesPlan> => {
  try {
    const account = await io.readPlan();
    if (account.plan === undefined)
      notes.push('SES names no plan of the account; reckoned as à la carte.');
    if (account.nextPlan !== undefined && account.nextPlan !== account.plan)
      notes.push(`The plan changes to ${account.nextPlan} with the next month.`);
    return account;
  } catch (error) {
    notes.push(
      `SES did not tell the plan of the account (${nameOfError(error)}); reckoned as à la carte.`,
    );
    return { plan: undefined, nextPlan: undefined, hasVdm: false };
  }
};

/** Recipients of each day of the month: by CloudWatch, else as far back as the table goes. */
const countMonth = async (
  { sentByDay, book }: CostIo,
  nowMs: number,
  notes: string[],
): Promise<readonly DayCount[]> => {
  if (sentByDay !== undefined) {
    try {
      return await sentByDay(startOfMonth(nowMs), nowMs);
    } catch (error) {
      notes.push(`CloudWatch could not be asked (${nameOfError(error)}).`);
    }
  }
  notes.push('Counted from the reputation table, which knows the last 8 days and lags 5 minutes.');
  return countDays(book, nowMs);
};

/** Days that the table surely holds whole. */
const keptDays = 8;

const countDays = async (
  book: CostIo['book'],
  nowMs: number,
  tenantId?: string,
): Promise<readonly DayCount[]> => {
  const from = Math.max(startOfMonth(nowMs), nowMs - keptDays * 86_400_000);
  const days: DayCount[] = [];
  for (const dayMs of daysBetween(from, nowMs)) {
    let recipients = 0;
    for (const tally of (await book.readHours(dayMs)).values())
      for (const [name, { sent }] of tally) {
        const of = streamOfName(name);
        if (!of.isElsewhere && (tenantId === undefined || of.tenantId === tenantId))
          recipients += sent;
      }
    days.push({ dayMs, recipients });
  }
  return days;
};

/** Share of a tenant in what went out in the last days. */
const shareOf = async (tenantId: string, { book }: CostIo, nowMs: number) => {
  const [all, own] = await Promise.all([countDays(book, nowMs), countDays(book, nowMs, tenantId)]);
  const total = all.reduce((sum, { recipients }) => sum + recipients, 0);
  const recipients = own.reduce((sum, each) => sum + each.recipients, 0);
  return {
    tenantId: printable(tenantId),
    recipients,
    share: total === 0 ? 0 : recipients / total,
  };
};

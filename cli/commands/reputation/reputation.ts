import {
  describeReputation,
  type Rates,
  type ScopeReputation,
} from '../../../shared/reputation/describe-reputation.ts';
import { type RecordsBook, readRecords } from '../../../shared/reputation/read-records.ts';
import type { TenantPauses } from '../../../shared/reputation/tenant-pauses.ts';
import { defaultThresholds } from '../../../shared/reputation/thresholds.ts';
import { pauserText, wholeTenant } from '../../../shared/tenants/pauses.ts';
import { everyTenant } from '../../../shared/tenants/resumes.ts';
import { type CommandIo, exitCodes, printable } from '../../command-io.ts';
import { toneOfState } from '../../terminal/paint.ts';
import { type Column, createTable } from '../../terminal/table.ts';

export interface ReputationOptions {
  readonly tenant?: string;
  readonly json?: boolean;
}

export interface ReputationIo extends CommandIo {
  readonly book: RecordsBook;
  readonly tenants: Pick<TenantPauses, 'list'>;
  readonly now: () => number;
}

/**
 * `ses-pipeline reputation`: rates of the account, of tenants and of their streams, from the last
 * sums of guard-reputation.
 *
 * @returns 0; 3 when the named tenant is unknown, or something is paused
 */
export const reputation = async (options: ReputationOptions, io: ReputationIo): Promise<number> => {
  const nowMs = io.now();
  const records = await readRecords(io.book, await io.tenants.list(), defaultThresholds, nowMs);
  const shown = records.filter(
    ({ tenantId }) => options.tenant === undefined || tenantId === options.tenant,
  );
  if (shown.length === 0) {
    io.printError(
      `Nothing was counted for tenant ${printable(options.tenant ?? '')} within 7 days, and it is not paused.`,
    );
    return exitCodes.wrong;
  }
  const rows = shown.flatMap((record) => describeReputation(record, records, nowMs));
  show(rows, options.json === true, io);
  return rows.some(({ paused }) => paused !== null) ? exitCodes.wrong : exitCodes.fine;
};

const isSome = ({ sent, bounced, complained }: Rates): boolean => sent + bounced + complained > 0;

const percent = (rate: number): string => `${(rate * 100).toFixed(2)} %`;

/** Counts of one scope in one period. */
interface Line extends Pick<ScopeReputation, 'tenantId' | 'scope' | 'standing' | 'paused'> {
  readonly period: string;
  readonly rates: Rates;
}

const linesOf = ({ day, week, elsewhere, ...row }: ScopeReputation): readonly Line[] => [
  { ...row, period: '24 h', rates: day },
  { ...row, period: '7 d', rates: week },
  ...(elsewhere !== null && isSome(elsewhere.week)
    ? [
        { ...row, period: 'elsewhere 24 h', rates: elsewhere.day },
        { ...row, period: 'elsewhere 7 d', rates: elsewhere.week },
      ]
    : []),
];

const whoseOf = ({ tenantId, scope }: Line): string =>
  `${tenantId === everyTenant ? 'account' : tenantId}${scope === wholeTenant ? '' : ` ${scope}`}`;

const columns: readonly Column<Line>[] = [
  { title: 'MAIL OF', of: whoseOf },
  {
    title: 'STANDING',
    of: ({ standing }) => standing,
    tone: ({ standing }) => toneOfState(standing),
  },
  { title: 'IN', of: ({ period }) => period },
  { title: 'SENT', of: ({ rates }) => String(rates.sent) },
  { title: 'BOUNCED', of: ({ rates }) => percent(rates.bounceRate) },
  { title: 'COMPLAINED', of: ({ rates }) => percent(rates.complaintRate) },
  {
    title: 'PAUSED',
    of: ({ paused }) =>
      paused === null
        ? '-'
        : `by ${pauserText[paused.by]}${paused.person === null ? '' : ` (${paused.person})`} since ${paused.since}: ${paused.why}`,
  },
];

const show = (rows: readonly ScopeReputation[], json: boolean, io: CommandIo): void => {
  const table = createTable(columns, io);
  for (const row of rows) {
    if (json) io.print(JSON.stringify(row));
    else for (const line of linesOf(row)) table.add(line);
  }
  table.end();
};

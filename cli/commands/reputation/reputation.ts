import { provenRate } from '../../../shared/reputation/confidence.ts';
import type { Counts } from '../../../shared/reputation/counts.ts';
import {
  sumWindows,
  type TenantRecord,
  windowsOf,
} from '../../../shared/reputation/judge-tenant.ts';
import { readRecords } from '../../../shared/reputation/read-records.ts';
import type { ReputationBook } from '../../../shared/reputation/reputation-book.ts';
import type { TenantPauses } from '../../../shared/reputation/tenant-pauses.ts';
import { defaultThresholds } from '../../../shared/reputation/thresholds.ts';
import { isWholeScope, wholeTenant } from '../../../shared/tenants/pauses.ts';
import { everyTenant } from '../../../shared/tenants/resumes.ts';
import { type CommandIo, exitCodes, printable } from '../../command-io.ts';
import { toneOfState } from '../../terminal/paint.ts';
import { type Column, createTable } from '../../terminal/table.ts';

export interface ReputationOptions {
  readonly tenant?: string;
  readonly json?: boolean;
}

export interface ReputationIo extends CommandIo {
  readonly book: Pick<ReputationBook, 'readHours' | 'listStandings'>;
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
  const rows = shown.flatMap((record) => rowsOf(record, records, nowMs));
  show(rows, options.json === true, io);
  return rows.some(({ paused }) => paused !== null) ? exitCodes.wrong : exitCodes.fine;
};

const ratesOf = ({ sent, bounced, complained }: Counts) => ({
  sent,
  bounced,
  complained,
  /** Shares of 1; `proven` is the lower bound by which guard-reputation judges. */
  bounceRate: sent === 0 ? 0 : bounced / sent,
  provenBounceRate: provenRate(bounced, sent),
  complaintRate: sent === 0 ? 0 : complained / sent,
  provenComplaintRate: provenRate(complained, sent),
});

const rowsOf = (record: TenantRecord, all: readonly TenantRecord[], nowMs: number) => {
  const { tenantId, pauses, standings } = record;
  const whose =
    tenantId === everyTenant ? all.filter(({ hasOwnAccount }) => !hasOwnAccount) : [record];
  const ratesIn = (place: 'here' | 'elsewhere', scope: string) => {
    const { day, week } = sumWindows(
      whose.flatMap((each) =>
        [...each[place]].flatMap(([stream, hours]) =>
          isWholeScope(scope) || scope === stream ? [windowsOf(hours, nowMs, 0)] : [],
        ),
      ),
    );
    return { day: ratesOf(day), week: ratesOf(week) };
  };
  const scopes = new Set([
    wholeTenant,
    ...record.here.keys(),
    ...record.elsewhere.keys(),
    ...pauses.keys(),
    ...standings.keys(),
  ]);
  return [...scopes].toSorted().map((scope) => {
    const pause = pauses.get(scope);
    const standing = pause === undefined ? (standings.get(scope) ?? 'healthy') : 'paused';
    const paused =
      pause === undefined
        ? null
        : { by: pause.by, since: new Date(pause.since).toISOString(), why: pause.why };
    // Mail that other accounts have sent does not count for the account.
    const elsewhere = tenantId === everyTenant ? null : ratesIn('elsewhere', scope);
    return { tenantId, scope, standing, paused, ...ratesIn('here', scope), elsewhere };
  });
};

type Rates = ReturnType<typeof ratesOf>;

const isSome = ({ sent, bounced, complained }: Rates): boolean => sent + bounced + complained > 0;

const percent = (rate: number): string => `${(rate * 100).toFixed(2)} %`;

type Row = ReturnType<typeof rowsOf>[number];

/** Counts of one scope in one period. */
interface Line extends Pick<Row, 'tenantId' | 'scope' | 'standing' | 'paused'> {
  readonly period: string;
  readonly rates: Rates;
}

const linesOf = ({ day, week, elsewhere, ...row }: Row): readonly Line[] => [
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
      paused === null ? '-' : `by the ${paused.by} since ${paused.since}: ${paused.why}`,
  },
];

const show = (rows: readonly Row[], json: boolean, io: CommandIo): void => {
  const table = createTable(columns, io);
  for (const row of rows) {
    if (json) io.print(JSON.stringify(row));
    else for (const line of linesOf(row)) table.add(line);
  }
  table.end();
};

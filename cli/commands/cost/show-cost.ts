import { mailModelAsOf } from '../../../shared/cost/mail-model.ts';
import type { MonthReport } from '../../../shared/cost/month-report.ts';
import type { SesCost } from '../../../shared/cost/ses-cost.ts';
import { pricesAsOf, pricesRegion } from '../../../shared/prices/prices.ts';
import { type SesPlan, sesPlans, sesPlansAsOf } from '../../../shared/prices/ses-plans.ts';
import type { CommandIo } from '../../command-io.ts';
import { createTable } from '../../terminal/table.ts';

/** What `cost --json` prints. US dollars. */
export interface CostReport {
  /** Null where it is not known. */
  readonly plan: SesPlan | null;
  /** The month so far; null with `--volume`. */
  readonly soFar: MonthReport | null;
  /** The whole month, or the month of `--volume` mails. */
  readonly forecast: MonthReport;
  /** SES alone under each plan, with the recipients of the forecast. */
  readonly plans: readonly SesCost[];
  readonly tenant: {
    readonly tenantId: string;
    readonly recipients: number;
    /** 0 to 1. */
    readonly share: number;
  } | null;
  readonly budget: number | null;
  /** What was assumed, or could not be read. */
  readonly notes: readonly string[];
}

/** Shows a report: parts, plans, budget, and what the figures rest on. */
export const showCost = (report: CostReport, io: CommandIo): void => {
  showParts(report, io);
  io.print('');
  showPlans(report, io);
  io.print('');
  for (const line of closingLines(report)) io.print(line);
};

interface Part {
  readonly name: string;
  readonly soFar: number | undefined;
  readonly forecast: number;
}

const showParts = ({ soFar, forecast }: CostReport, io: CommandIo): void => {
  const table = createTable<Part>(
    [
      { title: 'PART', of: ({ name }) => name },
      ...(soFar === null
        ? []
        : [{ title: 'SO FAR', of: (part: Part) => dollars(part.soFar ?? 0) }]),
      { title: soFar === null ? 'A MONTH' : 'FORECAST', of: (part) => dollars(part.forecast) },
    ],
    io,
  );
  for (const part of partsOf(soFar ?? undefined, forecast)) table.add(part);
  table.end();
};

/** SES line by line, then the services of the pipeline, then the sums. */
const partsOf = (soFar: MonthReport | undefined, forecast: MonthReport): readonly Part[] => {
  const sesLine = (report: MonthReport | undefined, what: string) =>
    report?.ses.lines.find((line) => line.what === what)?.dollars;
  const service = (report: MonthReport | undefined, name: string) =>
    report?.services.find((one) => one.service === name)?.dollars;
  return [
    ...forecast.ses.lines.map(({ what, dollars: amount }) => ({
      name: `SES: ${what}`,
      soFar: sesLine(soFar, what),
      forecast: amount,
    })),
    ...forecast.services.map(({ service: name, dollars: amount }) => ({
      name,
      soFar: service(soFar, name),
      forecast: amount,
    })),
    { name: 'all', soFar: soFar?.dollars, forecast: forecast.dollars },
    { name: 'SES alone', soFar: soFar?.ses.dollars, forecast: forecast.ses.dollars },
    {
      name: 'all, after the free tier',
      soFar: soFar?.dollarsAfterFree,
      forecast: forecast.dollarsAfterFree,
    },
  ];
};

const showPlans = ({ plan, plans, forecast }: CostReport, io: CommandIo): void => {
  const cheapest = Math.min(...plans.map((each) => each.dollars));
  const table = createTable<SesCost>(
    [
      { title: 'PLAN OF SES', of: (each) => sesPlans[each.plan].name },
      { title: 'FEE', of: (each) => dollars(sesPlans[each.plan].dollarsPerMonth) },
      { title: 'SES', of: (each) => dollars(each.dollars) },
      { title: 'WITH PIPELINE', of: (each) => dollars(each.dollars + forecast.pipeline.dollars) },
      {
        title: '',
        of: (each) =>
          [
            ...(each.plan === plan ? ['present'] : []),
            ...(each.dollars === cheapest ? ['cheapest'] : []),
          ].join(', '),
      },
    ],
    io,
  );
  for (const each of plans) table.add(each);
  table.end();
};

const closingLines = (report: CostReport): readonly string[] => {
  const { soFar, forecast, tenant, budget, notes } = report;
  const counts =
    soFar === null
      ? `${count(forecast.recipients)} recipients a month.`
      : `${count(soFar.recipients)} recipients this month so far, ${count(forecast.recipients)} forecast.`;
  return [
    counts,
    ...(tenant === null ? [] : [tenantLine(tenant, report)]),
    ...(budget === null ? [] : [budgetLine(budget, forecast.dollars)]),
    ...notes,
    `USD at the prices of ${pricesRegion} of ${pricesAsOf}, plans of ${sesPlansAsOf}, use of a mail as measured ${mailModelAsOf}: verify before quoting.`,
    'A plan may include what à la carte bills apart (dedicated IPs, validation, inbox tests): https://aws.amazon.com/ses/pricing/',
  ];
};

const tenantLine = (
  { tenantId, recipients, share }: NonNullable<CostReport['tenant']>,
  { soFar, forecast }: CostReport,
): string => {
  const report = soFar ?? forecast;
  const ofMail = report.ses.lines.find(({ what }) => what === 'recipients')?.dollars ?? 0;
  return `Tenant ${tenantId}: ${count(recipients)} recipients of the last days, ${(share * 100).toFixed(1)} % of all, which is ${dollars(ofMail * share)} USD of SES's price of recipients.`;
};

const budgetLine = (budget: number, forecast: number): string =>
  forecast > budget
    ? `The forecast exceeds the budget of ${dollars(budget)} USD a month (monthlyBudgetUsd).`
    : `Within the budget of ${dollars(budget)} USD a month (monthlyBudgetUsd).`;

const dollars = (amount: number): string => amount.toFixed(2);
const count = (number: number): string => Math.round(number).toLocaleString('en-US');

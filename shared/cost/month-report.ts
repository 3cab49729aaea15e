import { planNames, type SesPlan } from '../prices/ses-plans.ts';
import { type MailShape, metricsOfMail, usageOfMail } from './mail-model.ts';
import { hoursPerMonth } from './month.ts';
import { type MonthBill, monthBill } from './month-bill.ts';
import { times } from './scheduled-run.ts';
import { type SesCost, type SesUse, sesCost } from './ses-cost.ts';
import type { Usage } from './usage.ts';

/** What a report is made of. */
export interface MonthFacts {
  /** Recipients of the month. */
  readonly recipients: number;
  readonly shape: MailShape;
  /** Bytes of attachments of a mail, which SES bills. */
  readonly attachmentBytes: number;
  /** What is billed without any mail, for a whole month. */
  readonly idle: readonly Usage[];
  /** Share of the month that is told of; 1: all of it. */
  readonly elapsed: number;
  readonly plan: SesPlan;
  readonly ses: Pick<SesUse, 'dedicatedIps' | 'hasManagedIps' | 'hasVdm' | 'tenants'>;
}

/** What a month costs, part by part. US dollars, us-east-1. */
export interface MonthReport {
  readonly recipients: number;
  readonly ses: SesCost;
  readonly pipeline: MonthBill;
  /** Of the pipeline, by service; the dearest first. */
  readonly services: readonly { readonly service: string; readonly dollars: number }[];
  /** SES and pipeline. */
  readonly dollars: number;
  /** The same when nothing else in the account uses what AWS gives for nothing. */
  readonly dollarsAfterFree: number;
}

/** Prices a month, or the part of it that is over. */
export const monthReport = (facts: MonthFacts): MonthReport => {
  const { recipients, shape, elapsed, idle } = facts;
  const ses = sesCost(facts.plan, sesUseOf(facts));
  const mails = recipients / shape.recipients;
  const pipeline = monthBill([
    ...times(idle, elapsed),
    ...usageOfMail(mails, shape),
    {
      meter: 'customMetric',
      what: 'metrics of mail',
      requests: 0,
      // A metric is billed for the hours in which it is written.
      units: metricsOfMail * Math.min(elapsed, mails / hoursPerMonth),
    },
  ]);
  const services = [...Map.groupBy(pipeline.lines, ({ service }) => service)]
    .map(([service, lines]) => ({
      service,
      dollars: lines.reduce((sum, { dollars }) => sum + dollars, 0),
    }))
    .toSorted((one, other) => other.dollars - one.dollars);
  return {
    ...{ recipients, ses, pipeline, services },
    dollars: ses.dollars + pipeline.dollars,
    dollarsAfterFree: ses.dollars + pipeline.dollarsAfterFree,
  };
};

/** What SES alone would cost under each plan. */
export const planCosts = (facts: MonthFacts): readonly SesCost[] =>
  planNames.map((plan) => sesCost(plan, sesUseOf(facts)));

/** Fees by the month are told in full: SES bills them from its first day. */
const sesUseOf = ({ recipients, attachmentBytes, ses }: MonthFacts): SesUse => ({
  recipients,
  dataGigabytes: (recipients * attachmentBytes) / 1024 ** 3,
  ...ses,
});

import { packagedTemplate, templateWith } from '../../local/template/packaged.ts';
import {
  type ResolvedResource,
  resolveTemplate,
} from '../../shared/cloudformation/resolve-template.ts';
import type { Usage } from './bill.ts';
import { fixedUsage, hoursPerMonth, type ScheduledRun } from './fixed-usage.ts';
import { type MonthBill, monthBill } from './month-bill.ts';

/** What a month costs with one set of parameters. */
export interface MonthCosts {
  readonly profile: 'full' | 'small';
  readonly fixed: MonthBill;
  readonly mails: number;
  /** With so many mails, at most: as if each were sent in an hour of its own. */
  readonly dollarsWithMails: number;
  readonly dollarsWithMailsAfterFree: number;
}

/** What mail takes beside what is there without it. */
export interface MailCosts {
  readonly usage: readonly Usage[];
  /** Recipients of whom `usage` tells. */
  readonly mails: number;
  /** Metrics that are written when mail goes out and feedback comes in. */
  readonly metrics: number;
}

/** What a month of each profile costs, without mail and with some. */
export const monthCosts = async (
  runOf: (functionName: string) => ScheduledRun,
  mailCosts: MailCosts,
  mails: number,
): Promise<readonly MonthCosts[]> => {
  const profiles = ['full', 'small'] as const;
  const costs: MonthCosts[] = [];
  for (const profile of profiles) {
    const usage = fixedUsage(await resourcesOf(profile), runOf);
    const withMails = monthBill([...usage, ...usageOfMails(mails, mailCosts)]);
    costs.push({
      profile,
      fixed: monthBill(usage),
      mails,
      dollarsWithMails: withMails.dollars,
      dollarsWithMailsAfterFree: withMails.dollarsAfterFree,
    });
  }
  return costs;
};

const resourcesOf = async (
  profile: MonthCosts['profile'],
): Promise<readonly ResolvedResource[]> => {
  const template =
    profile === 'full'
      ? (await packagedTemplate()).template
      : await templateWith(['--param', `profile=${profile}`]);
  return resolveTemplate(template, {
    region: 'us-east-1',
    accountId: '111122223333',
    stackName: 'ses-pipeline-dev',
    parameters: {},
    queueUrl: (name) => `https://sqs.us-east-1.amazonaws.com/111122223333/${name}`,
  });
};

/** What so many mails add to a month. */
export const usageOfMails = (mails: number, costs: MailCosts): readonly Usage[] => [
  { meter: 'sesMail', what: 'mails', requests: mails, units: mails },
  {
    meter: 'customMetric',
    what: 'metrics of mail',
    requests: 0,
    units: costs.metrics * Math.min(1, mails / hoursPerMonth),
  },
  ...costs.usage.map((one) => ({
    ...one,
    requests: (one.requests / costs.mails) * mails,
    units: (one.units / costs.mails) * mails,
  })),
];

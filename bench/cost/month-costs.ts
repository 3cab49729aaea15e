import { packagedTemplate, templateWith } from '../../local/template/packaged.ts';
import {
  type ResolvedResource,
  resolveTemplate,
} from '../../shared/cloudformation/resolve-template.ts';
import { fixedUsage } from '../../shared/cost/fixed-usage.ts';
import { type MailCosts, usageOfMails } from '../../shared/cost/mail-usage.ts';
import { type MonthBill, monthBill } from '../../shared/cost/month-bill.ts';
import type { ScheduledRun } from '../../shared/cost/scheduled-run.ts';

/** What a month costs with one set of parameters. */
export interface MonthCosts {
  readonly profile: 'full' | 'small';
  readonly fixed: MonthBill;
  readonly mails: number;
  /** With so many mails, at most: as if each were sent in an hour of its own. */
  readonly dollarsWithMails: number;
  readonly dollarsWithMailsAfterFree: number;
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

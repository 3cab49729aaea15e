import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import * as z from 'zod/mini';
import { connectSes } from '../../../shared/aws/clients/connect.ts';
import { deployedResources } from '../../../shared/aws/cost/deployed-template.ts';
import { sentByDay } from '../../../shared/aws/cost/sent-by-day.ts';
import { readSesPlan } from '../../../shared/aws/cost/ses-plan.ts';
import { reputationTable } from '../../../shared/aws/reputation/reputation-table.ts';
import { tenantPauses } from '../../../shared/aws/tenants/tenant-pauses.ts';
import type { ResolvedResource } from '../../../shared/cloudformation/resolve-template.ts';
import { fixedUsage } from '../../../shared/cost/fixed-usage.ts';
import { idleSettingsOf, idleUsage } from '../../../shared/cost/idle-usage.ts';
import { canaryRun, scheduledRuns } from '../../../shared/cost/scheduled-runs.ts';
import { nameOfError } from '../../../shared/system/name-of-error.ts';
import type { CommandIo } from '../../command-io.ts';
import type { Pipeline } from '../../program.ts';
import type { CostIo, Idle } from './cost.ts';

/** Tools of `cost`. What it reads: at most six free calls, and eight days of sums. */
export const openCostTools = async ({
  target,
  clients,
  clock,
}: Pipeline): Promise<Omit<CostIo, keyof CommandIo>> => {
  const stage = 'stage' in target.place ? target.place.stage : undefined;
  const { region: named } = target.connection;
  const options = named === undefined ? {} : { region: named };
  const region = stage === undefined ? undefined : await clients.sqs.config.region();
  return {
    sentByDay: stage === undefined ? undefined : sentByDay(new CloudWatchClient(options), stage),
    book: reputationTable(clients.documents, target.tables.reputation, clock.now),
    readPlan: readSesPlan(connectSes(target.connection)),
    readIdle: async () => {
      if (stage === undefined || region === undefined) return assumed('On the local stack');
      const stack = `ses-pipeline-${stage}`;
      try {
        return idleOf(await deployedResources(new CloudFormationClient(options), stack, region)());
      } catch (error) {
        return assumed(`The template of ${stack} cannot be read (${nameOfError(error)})`);
      }
    },
    countSesTenants: async () =>
      (await tenantPauses(clients.documents, target.tables.tenants).list()).filter(
        ({ ses }) => ses !== undefined,
      ).length,
    region,
    now: clock.now,
  };
};

const assumed = (why: string): Idle => ({
  usage: idleUsage(idleSettingsOf('full')),
  budget: undefined,
  assumed: `${why}: what is billed without mail is that of the profile full.`,
});

const budget = z.object({
  Budget: z.object({ BudgetLimit: z.object({ Amount: z.coerce.number() }) }),
});

/** What the resources of a deployed stack cost by being there, and the budget among them. */
export const idleOf = (resources: readonly ResolvedResource[]): Idle => {
  const limits = resources
    .filter(({ type }) => type === 'AWS::Budgets::Budget')
    .map(({ properties }) => z.safeParse(budget, properties).data?.Budget.BudgetLimit.Amount);
  return {
    usage: fixedUsage(resources, (functionName) => {
      const known = Object.entries({ ...scheduledRuns, 'send-canary': canaryRun }).find(([name]) =>
        functionName.endsWith(`-${name}`),
      );
      return known?.[1] ?? { usage: [], metrics: 0 };
    }),
    budget: limits[0],
  };
};

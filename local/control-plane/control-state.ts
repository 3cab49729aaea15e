import * as z from 'zod/mini';
import type { ResolvedResource } from '../../shared/cloudformation/resolve-template.ts';
import { functionResources } from '../template/function-resources.ts';
import { resourcesOfType } from '../template/resources-of-type.ts';

/** What AWS's control plane would say of the stack. Tests change it, as a person with a console would. */
export interface ControlState {
  callerArn: string;
  readonly accountId: string;
  accessKeys: readonly LocalAccessKey[];
  alarms: readonly LocalAlarm[];
  /** Amount of each budget, US dollars a month, by its name. */
  budgets: ReadonlyMap<string, string>;
  /** Undefined for a stage without a key of its own. */
  key: LocalKey | undefined;
  stackStatus: string;
  /** As it was deployed, JSON. */
  readonly templateBody: string;
  readonly resources: readonly ResolvedResource[];
  /** By the name of the function. */
  functions: ReadonlyMap<string, LocalFunction>;
  /** Age of the oldest message by the name of the queue, seconds; there is no figure for others. */
  oldestSeconds: ReadonlyMap<string, number>;
  /** Operations that are refused as not permitted: `DescribeAlarms`. */
  denied: ReadonlySet<string>;
}

export interface LocalAccessKey {
  readonly id: string;
  readonly createdAtMs: number;
  readonly isActive: boolean;
}

export interface LocalAlarm {
  readonly name: string;
  readonly state: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
  readonly areActionsEnabled: boolean;
  readonly actions: readonly string[];
}

export interface LocalKey {
  readonly id: string;
  readonly arn: string;
  readonly alias: string;
  readonly state: 'Enabled' | 'Disabled' | 'PendingDeletion';
  readonly policy: string;
}

/** The configuration of a function. */
export interface LocalFunction {
  readonly runtime: string;
  readonly handler: string;
  readonly memoryMegabytes: number;
  readonly timeoutSeconds: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly state: 'Active' | 'Failed';
  readonly lastUpdate: 'Successful' | 'Failed';
  readonly reservedConcurrency: number | undefined;
}

export interface ControlStateOptions {
  readonly template: unknown;
  readonly resources: readonly ResolvedResource[];
  readonly region: string;
  readonly accountId: string;
  /** Environment variables of every function, over those of the template. */
  readonly environment?: Readonly<Record<string, string>> | undefined;
}

/** The state right after a deployment of the template. */
export const createControlState = (options: ControlStateOptions): ControlState => {
  const { template, resources, accountId } = options;
  return {
    callerArn: `arn:aws:iam::${accountId}:user/local`,
    accountId,
    accessKeys: [],
    alarms: resourcesOfType(resources, 'AWS::CloudWatch::Alarm', toAlarm),
    budgets: new Map(resourcesOfType(resources, 'AWS::Budgets::Budget', toBudget)),
    key: keyIn(options),
    stackStatus: 'CREATE_COMPLETE',
    templateBody: JSON.stringify(template),
    resources,
    functions: functionsIn(options),
    oldestSeconds: new Map(),
    denied: new Set(),
  };
};

const alarmProperties = z.object({ AlarmActions: z._default(z.array(z.string()), []) });

const toAlarm = ({ name, properties }: ResolvedResource): LocalAlarm => ({
  name,
  state: 'OK',
  areActionsEnabled: true,
  actions: alarmProperties.parse(properties).AlarmActions,
});

const budgetProperties = z.object({
  Budget: z.object({
    BudgetName: z.string(),
    BudgetLimit: z.object({ Amount: z.coerce.string() }),
  }),
});

const toBudget = ({ properties }: ResolvedResource): readonly [string, string] => {
  const { Budget: budget } = budgetProperties.parse(properties);
  return [budget.BudgetName, budget.BudgetLimit.Amount];
};

const keyProperties = z.object({ KeyPolicy: z.unknown() });
const aliasProperties = z.object({ AliasName: z.string(), TargetKeyId: z.string() });

const keyIn = ({ resources, region, accountId }: ControlStateOptions): LocalKey | undefined => {
  const [key] = resourcesOfType(resources, 'AWS::KMS::Key', (resource) => resource);
  if (key === undefined) return undefined;
  const aliases = resourcesOfType(resources, 'AWS::KMS::Alias', ({ properties }) =>
    aliasProperties.parse(properties),
  );
  return {
    id: key.ref,
    arn: `arn:aws:kms:${region}:${accountId}:key/${key.ref}`,
    alias: aliases.find(({ TargetKeyId }) => TargetKeyId === key.ref)?.AliasName ?? '',
    state: 'Enabled',
    policy: JSON.stringify(keyProperties.parse(key.properties).KeyPolicy),
  };
};

const functionsIn = ({
  resources,
  environment = {},
}: ControlStateOptions): ReadonlyMap<string, LocalFunction> => {
  const runtimes = new Map(
    resourcesOfType(resources, 'AWS::Lambda::Function', ({ name, properties }) => [
      name,
      z.object({ Runtime: z._default(z.string(), '') }).parse(properties).Runtime,
    ]),
  );
  return new Map(
    functionResources(resources).map((one) => [
      one.name,
      {
        runtime: runtimes.get(one.name) ?? '',
        handler: one.handler,
        memoryMegabytes: one.memoryMegabytes,
        timeoutSeconds: one.timeoutSeconds,
        environment: { ...one.environment, ...environment },
        state: 'Active',
        lastUpdate: 'Successful',
        reservedConcurrency: one.reservedConcurrency,
      },
    ]),
  );
};

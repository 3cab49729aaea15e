import * as z from 'zod/mini';
import type { ControlState, LocalKey } from './control-state.ts';

/** Output of a call in AWS's JSON protocols, or an error of the service. */
export type JsonResult =
  | { readonly kind: 'done'; readonly output: object }
  | { readonly kind: 'refused'; readonly type: string; readonly message: string };

type Answer = (state: ControlState, input: unknown, nowMs: number) => JsonResult;

const done = (output: object): JsonResult => ({ kind: 'done', output });

const alarmsInput = z.object({ AlarmNamePrefix: z._default(z.string(), '') });
const metricInput = z.object({
  MetricName: z.string(),
  Dimensions: z.array(z.object({ Name: z.string(), Value: z.string() })),
});
const keyInput = z.object({ KeyId: z.string() });
const budgetInput = z.object({ BudgetName: z.string() });

/**
 * Operations of CloudWatch, KMS and Budgets, by `X-Amz-Target`.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_GetKeyPolicy.html
 * @see https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_DescribeBudget.html
 */
export const jsonAnswers: Readonly<Record<string, Answer>> = {
  'GraniteServiceVersion20100801.DescribeAlarms': ({ alarms }, input) => {
    const { AlarmNamePrefix: prefix } = alarmsInput.parse(input);
    return done({
      MetricAlarms: alarms
        .filter(({ name }) => name.startsWith(prefix))
        .map(({ name, state, areActionsEnabled, actions }) => ({
          AlarmName: name,
          StateValue: state,
          ActionsEnabled: areActionsEnabled,
          AlarmActions: actions,
        })),
    });
  },
  'GraniteServiceVersion20100801.GetMetricStatistics': ({ oldestSeconds }, input, nowMs) => {
    const { MetricName, Dimensions } = metricInput.parse(input);
    const queue = Dimensions.find(({ Name }) => Name === 'QueueName')?.Value ?? '';
    const seconds =
      MetricName === 'ApproximateAgeOfOldestMessage' ? oldestSeconds.get(queue) : undefined;
    return done({
      Label: MetricName,
      Datapoints:
        seconds === undefined
          ? []
          : [{ Timestamp: Math.floor(nowMs / 1000), Maximum: seconds, Unit: 'Seconds' }],
    });
  },
  'TrentService.DescribeKey': (state, input) =>
    withKey(state, input, ({ id, arn, state: KeyState }) => ({
      KeyMetadata: { KeyId: id, Arn: arn, KeyState, Enabled: KeyState === 'Enabled' },
    })),
  'TrentService.GetKeyPolicy': (state, input) =>
    withKey(state, input, ({ policy }) => ({ Policy: policy, PolicyName: 'default' })),
  'AWSBudgetServiceGateway.DescribeBudget': ({ budgets }, input) => {
    const { BudgetName } = budgetInput.parse(input);
    const amount = budgets.get(BudgetName);
    return amount === undefined
      ? {
          kind: 'refused',
          type: 'NotFoundException',
          message: `Unable to get budget: ${BudgetName}`,
        }
      : done({
          Budget: {
            BudgetName,
            BudgetLimit: { Amount: amount, Unit: 'USD' },
            TimeUnit: 'MONTHLY',
            BudgetType: 'COST',
          },
        });
  },
};

const withKey = (
  { key }: ControlState,
  input: unknown,
  describe: (key: LocalKey) => object,
): JsonResult => {
  const { KeyId } = keyInput.parse(input);
  return key !== undefined && [key.id, key.arn, key.alias].includes(KeyId)
    ? done(describe(key))
    : { kind: 'refused', type: 'NotFoundException', message: `${KeyId} is not found.` };
};

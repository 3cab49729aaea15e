import type { Template } from '../../shared/cloudformation/template.ts';

/** Canaries on the local stack. */
export interface CanaryOptions {
  /** Address that they come from. */
  readonly from: string;
  readonly minutes: 5 | 10 | 15 | 30 | 60;
}

/** The template as deployed with canaries; without options as it is, which by default has none. */
export const withCanary = (template: Template, options: CanaryOptions | undefined): Template => {
  const { CanarySchedule, SendDashcanaryLambdaFunction } = template.Resources;
  if (
    options === undefined ||
    CanarySchedule === undefined ||
    SendDashcanaryLambdaFunction === undefined
  )
    return template;
  const ScheduleExpression = `rate(${options.minutes} minutes)`;
  return {
    ...template,
    Conditions: { ...template.Conditions, HasCanary: { 'Fn::Equals': ['yes', 'yes'] } },
    Resources: {
      ...template.Resources,
      CanarySchedule: {
        ...CanarySchedule,
        Properties: { ...CanarySchedule.Properties, ScheduleExpression },
      },
      SendDashcanaryLambdaFunction: {
        ...SendDashcanaryLambdaFunction,
        Properties: {
          ...SendDashcanaryLambdaFunction.Properties,
          Environment: {
            Variables: {
              ...variablesOf(SendDashcanaryLambdaFunction.Properties),
              CANARY_FROM: options.from,
            },
          },
        },
      },
    },
  };
};

const variablesOf = (properties: Readonly<Record<string, unknown>> = {}): object => {
  const { Environment } = properties;
  const { Variables } = isObject(Environment) ? Environment : {};
  return isObject(Variables) ? Variables : {};
};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

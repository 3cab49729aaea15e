import * as z from 'zod/mini';
import type { ResolvedResource } from '../../shared/cloudformation/resolve-template.ts';
import { nameInArn } from './name-in-arn.ts';
import { resourcesOfType } from './resources-of-type.ts';

export interface ScheduleResource {
  readonly name: string;
  readonly expression: string;
  readonly functionName: string;
  /** JSON text that replaces the event. */
  readonly input: string | undefined;
}

const properties = z.object({
  ScheduleExpression: z.optional(z.string()),
  State: z.optional(z.string()),
  Targets: z._default(
    z.array(z.looseObject({ Arn: z.string(), Input: z.optional(z.string()) })),
    [],
  ),
});

/** Enabled schedules, one for each function that a rule invokes. */
export const scheduleResources = (
  resources: readonly ResolvedResource[],
): readonly ScheduleResource[] => resourcesOfType(resources, 'AWS::Events::Rule', readRule).flat();

const readRule = (rule: ResolvedResource): readonly ScheduleResource[] => {
  const { ScheduleExpression, State, Targets } = properties.parse(rule.properties);
  if (ScheduleExpression === undefined || State === 'DISABLED') return [];
  return Targets.filter(({ Arn }) => Arn.startsWith('arn:aws:lambda:')).map(({ Arn, Input }) => ({
    name: rule.name,
    expression: ScheduleExpression,
    functionName: nameInArn(Arn),
    input: Input,
  }));
};

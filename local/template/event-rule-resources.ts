import * as z from 'zod/mini';
import type { ResolvedResource } from '../../shared/cloudformation/resolve-template.ts';
import { nameInArn } from './name-in-arn.ts';
import { resourcesOfType } from './resources-of-type.ts';

/** A rule of the default event bus that invokes a function. */
export interface EventRuleResource {
  readonly name: string;
  /** Values of `source` and `detail-type` that match. */
  readonly sources: readonly string[];
  readonly detailTypes: readonly string[];
  readonly functionName: string;
}

const properties = z.object({
  // Other members narrow the pattern: a rule that has them would match too much here.
  EventPattern: z.optional(
    z.strictObject({ source: z.array(z.string()), 'detail-type': z.array(z.string()) }),
  ),
  State: z.optional(z.string()),
  Targets: z._default(z.array(z.looseObject({ Arn: z.string() })), []),
});

/** Enabled rules of the default event bus, one for each function that a rule invokes. */
export const eventRuleResources = (
  resources: readonly ResolvedResource[],
): readonly EventRuleResource[] => resourcesOfType(resources, 'AWS::Events::Rule', readRule).flat();

const readRule = (rule: ResolvedResource): readonly EventRuleResource[] => {
  const { EventPattern, State, Targets } = properties.parse(rule.properties);
  if (EventPattern === undefined || State === 'DISABLED') return [];
  return Targets.filter(({ Arn }) => Arn.startsWith('arn:aws:lambda:')).map(({ Arn }) => ({
    name: rule.name,
    sources: EventPattern.source,
    detailTypes: EventPattern['detail-type'],
    functionName: nameInArn(Arn),
  }));
};

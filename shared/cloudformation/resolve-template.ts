import { createTemplateScope } from './create-template-scope.ts';
import { isRecord } from './is-record.ts';
import type { Template, TemplateEnvironment } from './template.ts';
import type { TemplateScope } from './template-scope.ts';

/** A resource whose condition holds, with every intrinsic function of its properties evaluated. */
export interface ResolvedResource {
  readonly logicalId: string;
  readonly type: string;
  /** The name that the template gives it, or one made of stack and logical id. */
  readonly name: string;
  /**
   * Result of `Ref`: the URL of a queue, the ARN of a topic, the UUID of an event source mapping,
   * the name of nearly everything else.
   */
  readonly ref: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

/**
 * Resolves a template: evaluates its intrinsic functions, conditions and parameters.
 *
 * Supports Ref, GetAtt, Sub, Join, Select, Split, FindInMap, Base64, If, Equals, And, Or, Not,
 * Condition and the pseudo parameters. Names are like those that CloudFormation would make, but
 * readable.
 *
 * @throws TemplateError when a reference leads nowhere, or a function needs an account
 *   (ImportValue, GetAZs)
 */
export const resolveTemplate = (
  template: Template,
  environment: TemplateEnvironment,
): readonly ResolvedResource[] => {
  const scope = createTemplateScope(template, environment);
  return Object.entries(template.Resources)
    .filter(([, { Condition }]) => Condition === undefined || scope.holds(Condition))
    .map(([logicalId, { Type, Properties = {} }]) => ({
      logicalId,
      type: Type,
      name: scope.nameOf(logicalId),
      ref: scope.identity(logicalId).ref,
      properties: propertiesOf(scope, Properties),
    }));
};

const propertiesOf = (
  scope: TemplateScope,
  given: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> => {
  const resolved = scope.resolve(given);
  return isRecord(resolved) ? resolved : {};
};

import { type Identity, identityOf, nameProperty } from './resource-identity.ts';
import { type Template, type TemplateEnvironment, TemplateError } from './template.ts';
import type { TemplateScope } from './template-scope.ts';

/** Names and identities of a template's resources. */
export interface ResourceIdentities {
  /** The name that the template gives it, or one made of stack and logical id. */
  readonly nameOf: (logicalId: string) => string;
  /** @throws TemplateError when there is no such resource, or its condition does not hold */
  readonly identity: (logicalId: string) => Identity;
}

/** @param scope - resolves names and conditions, which may themselves refer to resources */
export const createResourceIdentities = (
  template: Template,
  environment: TemplateEnvironment,
  scope: Pick<TemplateScope, 'resolve' | 'holds'>,
): ResourceIdentities => {
  const known = new Map<string, Identity>();

  const nameOf = (logicalId: string): string => {
    const { Type = '', Properties } = template.Resources[logicalId] ?? {};
    const property = nameProperty(Type);
    const given = property === undefined ? undefined : Properties?.[property];
    const name = given === undefined ? undefined : scope.resolve(given);
    if (typeof name === 'string') return name;
    const made = `${environment.stackName}-${logicalId}`;
    return Type === 'AWS::S3::Bucket' ? made.toLowerCase() : made;
  };

  const make = (logicalId: string): Identity => {
    const found = template.Resources[logicalId];
    if (found === undefined)
      throw new TemplateError(`the template has no resource or parameter ${logicalId}`);
    if (found.Condition !== undefined && !scope.holds(found.Condition))
      throw new TemplateError(
        `something refers to ${logicalId}, which is not created: ${found.Condition} does not hold`,
      );
    return identityOf(found.Type, nameOf(logicalId), environment);
  };

  const identity = (logicalId: string): Identity => {
    const made = known.get(logicalId) ?? make(logicalId);
    known.set(logicalId, made);
    return made;
  };

  return { nameOf, identity };
};

import { resolveValue } from './resolve-value.ts';
import { createResourceIdentities, type ResourceIdentities } from './resource-identities.ts';
import { type Template, type TemplateEnvironment, TemplateError } from './template.ts';
import { noValue, type TemplateScope } from './template-scope.ts';

/** The scope of one template in one environment, with the identities of its resources. */
export const createTemplateScope = (
  template: Template,
  environment: TemplateEnvironment,
): TemplateScope & ResourceIdentities => {
  const resolve = (value: unknown): unknown => resolveValue(scope, value);

  const holds = (name: string): boolean => {
    const condition = template.Conditions?.[name];
    if (condition === undefined) throw new TemplateError(`the template has no condition ${name}`);
    return resolve(condition) === true;
  };

  const identities = createResourceIdentities(template, environment, { resolve, holds });
  const pseudo = pseudoParameters(environment);

  const reference = (id: string): string | typeof noValue => {
    const value = pseudo[id];
    if (value !== undefined) return value;
    const parameter = template.Parameters?.[id];
    if (parameter === undefined) return identities.identity(id).ref;
    const given = environment.parameters[id] ?? parameter.Default;
    if (given === undefined) throw new TemplateError(`the parameter ${id} has no value`);
    return String(given);
  };

  const attribute = (logicalId: string, name: string): string => {
    const value = identities.identity(logicalId).attributes[name];
    if (value === undefined) throw new TemplateError(`${logicalId} has no attribute ${name} here`);
    return value;
  };

  const mapping = (map: string, first: string, second: string): unknown => {
    const value = template.Mappings?.[map]?.[first]?.[second];
    if (value === undefined)
      throw new TemplateError(`the template has no mapping ${map}, ${first}, ${second}`);
    return value;
  };

  const scope = { ...identities, resolve, holds, reference, attribute, mapping };
  return scope;
};

const pseudoParameters = ({
  region,
  accountId,
  stackName,
}: TemplateEnvironment): Readonly<Record<string, string | typeof noValue>> => ({
  'AWS::AccountId': accountId,
  'AWS::NoValue': noValue,
  'AWS::Partition': 'aws',
  'AWS::Region': region,
  'AWS::StackId': `arn:aws:cloudformation:${region}:${accountId}:stack/${stackName}/local`,
  'AWS::StackName': stackName,
  'AWS::URLSuffix': 'amazonaws.com',
});

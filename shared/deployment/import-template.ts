import { createTemplateScope } from '../cloudformation/create-template-scope.ts';
import { isRecord } from '../cloudformation/is-record.ts';
import type { TemplateEnvironment } from '../cloudformation/template.ts';
import type { DeployedTemplate, TemplateResource } from './packaged-service.ts';
import { referencesIn } from './references-in.ts';

/** What a branch that is left out becomes. */
const nothing = Symbol('nothing');

/**
 * Template of an import: what the stack has, and the resources to be imported as the new template
 * describes them. CloudFormation lets an import change nothing else, so conditions are decided, and
 * a property that refers to what is neither in the stack nor imported is left out. The update that
 * follows restores it.
 *
 * @param present - template of the stack; undefined when there is none yet
 * @param ids - logical ids of the resources to be imported
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/import-resources-existing-stack.html
 */
export const importTemplate = (
  present: DeployedTemplate | undefined,
  wanted: DeployedTemplate,
  ids: readonly string[],
  environment: TemplateEnvironment,
): DeployedTemplate => {
  const scope = createTemplateScope(wanted, environment);
  const known = new Set([...ids, ...Object.keys(present?.Resources ?? {})]);
  const imported = ids.flatMap((id) => {
    const resource = wanted.Resources[id];
    return resource === undefined ? [] : [[id, imports(resource, scope.holds, known)] as const];
  });
  const frame = present ?? {
    AWSTemplateFormatVersion: '2010-09-09',
    ...(wanted.Metadata === undefined ? {} : { Metadata: wanted.Metadata }),
  };
  return { ...frame, Resources: { ...present?.Resources, ...Object.fromEntries(imported) } };
};

const imports = (
  { Type, Properties = {}, DeletionPolicy, UpdateReplacePolicy }: TemplateResource,
  holds: (condition: string) => boolean,
  known: ReadonlySet<string>,
): TemplateResource => {
  const decided = Object.entries(Properties)
    .map(([name, value]) => [name, decide(value, holds)] as const)
    .filter(([, value]) => value !== nothing)
    .filter(([, value]) =>
      referencesIn(value).every((id) => id.startsWith('AWS::') || known.has(id)),
    );
  return {
    Type,
    // CloudFormation imports nothing without one.
    DeletionPolicy: DeletionPolicy ?? 'Retain',
    ...(UpdateReplacePolicy === undefined ? {} : { UpdateReplacePolicy }),
    Properties: Object.fromEntries(decided),
  };
};

/** Takes the branch of each `Fn::If` whose condition holds. */
const decide = (value: unknown, holds: (condition: string) => boolean): unknown => {
  if (Array.isArray(value))
    return value.map((item) => decide(item, holds)).filter((item) => item !== nothing);
  if (!isRecord(value)) return value;
  if (value.Ref === 'AWS::NoValue') return nothing;
  const choice = value['Fn::If'];
  if (Array.isArray(choice)) {
    const [condition, yes, no] = choice;
    return decide(holds(String(condition)) ? yes : no, holds);
  }
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, inner]) => [key, decide(inner, holds)] as const)
      .filter(([, inner]) => inner !== nothing),
  );
};

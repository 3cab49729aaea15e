import { expect } from '@jest/globals';
import {
  type Package,
  type PackagedResource,
  type PackagedTemplate,
  packagedTemplate,
} from '../../local/template/packaged.ts';

export interface IamStatement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal?: unknown;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** A value that is one or several, as a list. */
export const asList = <Item>(value: Item | readonly Item[]): readonly Item[] =>
  Array.isArray(value) ? value : [value as Item];

/**
 * A resource with its logical id and properties of any shape: the tests say themselves what they
 * expect there.
 */
export interface Named {
  readonly id: string;
  // biome-ignore lint/suspicious/noExplicitAny: CloudFormation's properties have no types here.
  readonly properties: any;
  readonly resource: PackagedResource;
}

/** The packaged service, asked the way the tests want to know things. */
export const packagedService = async () => {
  const made: Package = await packagedTemplate();
  const template: PackagedTemplate = made.template;
  const named = (id: string): Named => {
    const resource = template.Resources[id];
    if (resource === undefined) throw new Error(`No resource ${id} in the template.`);
    return { id, properties: resource.Properties, resource };
  };
  const ofType = (type: string): readonly Named[] =>
    Object.entries(template.Resources)
      .filter(([, resource]) => resource.Type === type)
      .map(([id]) => named(id));
  const functions = ofType('AWS::Lambda::Function').map((resource) => ({
    ...resource,
    /** Key in serverless.yml. */
    name: resource.properties.Environment.Variables.POWERTOOLS_SERVICE_NAME as string,
  }));
  const functionNamed = (name: string) => {
    const found = functions.find((candidate) => candidate.name === name);
    if (found === undefined) throw new Error(`No function ${name} in the template.`);
    return found;
  };
  /** The id that `{"Fn::GetAtt": [id, …]}` or `{"Ref": id}` names; undefined of anything else. */
  const referredOrNone = (reference: unknown): string | undefined => {
    const { Ref, 'Fn::GetAtt': attribute } = reference as {
      Ref?: string;
      'Fn::GetAtt'?: readonly [string, string];
    };
    return Ref ?? attribute?.[0];
  };
  /** The resource that such a reference names. */
  const referred = (reference: unknown): Named =>
    named(referredOrNone(reference) ?? `of ${JSON.stringify(reference)}`);
  /**
   * Statements of the policies that some resource type puts on this resource, looked up by
   * `Queues`, `Topics` or `Bucket`.
   */
  const policyOn = (id: string): readonly IamStatement[] =>
    Object.values(template.Resources)
      .filter(({ Properties }) =>
        [Properties.Queues, Properties.Topics, Properties.Bucket]
          .flat()
          .some((target) => (target as { Ref?: string } | undefined)?.Ref === id),
      )
      .flatMap(
        ({ Properties }) =>
          (Properties.PolicyDocument as { Statement: readonly IamStatement[] } | undefined)
            ?.Statement ?? [],
      );
  const deadLetterQueueOf = (resource: Named): Named => {
    expect(resource.properties.RedrivePolicy).toBeDefined();
    return referred(resource.properties.RedrivePolicy.deadLetterTargetArn);
  };
  return {
    ...made,
    named,
    ofType,
    functions,
    functionNamed,
    referred,
    referredOrNone,
    policyOn,
    deadLetterQueueOf,
  };
};

export type PackagedService = Awaited<ReturnType<typeof packagedService>>;

import { resolveTemplate } from '../cloudformation/resolve-template.ts';
import type { TemplateEnvironment } from '../cloudformation/template.ts';
import type { DeployedTemplate } from './packaged-service.ts';
import type { Existing, FindExisting, ResourceToImport, Wanted } from './ports.ts';
import { referencesIn } from './references-in.ts';

/** What the account has already of what a stack would create. */
export interface Adoption {
  /** To be imported into the stack. */
  readonly imports: readonly (ResourceToImport & { readonly name: string })[];
  /** What has a name of the stack and cannot be taken over, with what to do; a sentence each. */
  readonly obstacles: readonly string[];
}

/** Kinds of resources that may be there before the stack: what is retained, and what mail needs. */
const adoptable: ReadonlySet<string> = new Set([
  'AWS::DynamoDB::Table',
  'AWS::SQS::Queue',
  'AWS::S3::Bucket',
  'AWS::Logs::LogGroup',
  'AWS::SES::ConfigurationSet',
]);

/**
 * Finds what an earlier deployment left behind, or somebody made, under the names of a stack. Such
 * names are taken: the stack cannot create them, but CloudFormation can import them. A key has no
 * name; the one that encrypts what is found is imported with it.
 *
 * @param inStack - logical ids of what the stack has already
 */
export const planAdoption = async (
  template: DeployedTemplate,
  environment: TemplateEnvironment,
  inStack: ReadonlySet<string>,
  find: FindExisting,
): Promise<Adoption> => {
  const wanted = resolveTemplate(template, environment)
    .filter(({ logicalId, type }) => adoptable.has(type) && !inStack.has(logicalId))
    .filter(({ logicalId }) => logicalId !== 'ServerlessDeploymentBucket')
    .map(({ logicalId, type, name, properties }) => ({ logicalId, type, name, properties }));
  const found: (readonly [Wanted, Existing])[] = [];
  for (const one of wanted) {
    const existing = await find(one);
    if (existing !== undefined) found.push([one, existing]);
  }
  const key = await keyOf(template, found, inStack, find);
  const all = key === undefined ? found : [key, ...found];
  return {
    imports: all
      .filter(([, { obstacle }]) => obstacle === undefined)
      .map(([{ logicalId, type, name }, { identifier }]) => ({
        ...{ logicalId, type, name, identifier },
      })),
    obstacles: all.flatMap(([{ type, name }, { obstacle }]) =>
      obstacle === undefined ? [] : [`${type} ${name}: ${obstacle}`],
    ),
  };
};

/** The key that encrypts what was found, under the logical id that these resources refer to. */
const keyOf = async (
  template: DeployedTemplate,
  found: readonly (readonly [Wanted, Existing])[],
  inStack: ReadonlySet<string>,
  find: FindExisting,
): Promise<readonly [Wanted, Existing] | undefined> => {
  for (const [{ logicalId }, { key }] of found) {
    if (key === undefined) continue;
    const keyId = referencesIn(template.Resources[logicalId]?.Properties).find(
      (id) => template.Resources[id]?.Type === 'AWS::KMS::Key' && !inStack.has(id),
    );
    if (keyId === undefined) continue;
    const wanted = { logicalId: keyId, type: 'AWS::KMS::Key', name: key, properties: {} };
    const existing = await find(wanted);
    if (existing !== undefined) return [wanted, existing];
  }
  return undefined;
};

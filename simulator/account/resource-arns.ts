/** Types of resources as ARNs name them. */
export const resourceTypes = ['identity', 'configuration-set', 'template'] as const;

export type ResourceType = (typeof resourceTypes)[number];

/** Writes the ARNs of the resources of one account in one region. */
export interface ResourceArns {
  /** Everything before the type: `arn:aws:ses:us-east-1:000000000000:`. */
  readonly prefix: string;
  readonly of: (type: ResourceType, name: string) => string;
}

export const createResourceArns = (region: string, accountId: string): ResourceArns => {
  const prefix = `arn:aws:ses:${region}:${accountId}:`;
  return { prefix, of: (type, name) => `${prefix}${type}/${name}` };
};

/** A resource of this account, parsed from its ARN, or SES's refusal of an invalid ARN. */
export type ReadArn =
  | { readonly kind: 'resource'; readonly type: ResourceType; readonly name: string }
  | { readonly kind: 'invalid'; readonly problem: string };

const invalid = (problem: string): ReadArn => ({ kind: 'invalid', problem });

/** Parses the ARN of a resource, with SES's texts and in the order of its checks. */
export const readResourceArn = (arn: string, arns: ResourceArns): ReadArn => {
  const [scheme, , service, region, accountId, ...rest] = arn.split(':');
  if (scheme !== 'arn' || rest.length === 0)
    return invalid('Provided resource identifier is not an SES resource');
  if (service !== 'ses') return invalid('Provided ARN is not in SES resource ARN format');
  const resource = rest.join(':');
  const slash = resource.indexOf('/');
  const typeName = slash === -1 ? resource : resource.slice(0, slash);
  const type = resourceTypes.find((known) => known === typeName);
  if (type === undefined) return invalid(`Unsupported resource type: ${typeName}`);
  const name = slash === -1 ? '' : resource.slice(slash + 1);
  if (name === '') return invalid('Provided resource identifier is not an SES resource');
  const [, , , ownRegion, ownAccountId] = arns.prefix.split(':');
  if (region !== ownRegion) return invalid(`Resource <${arn}> must be in the same region`);
  return accountId === ownAccountId
    ? { kind: 'resource', type, name }
    : invalid(`Resource <${arn}> must be in the same account`);
};

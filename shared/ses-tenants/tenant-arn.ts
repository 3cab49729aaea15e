import { type ReputationPolicy, reputationPolicies } from './ports.ts';
import { resourceKinds, type SesResource } from './wanted-resources.ts';

/** The parts of an SES tenant's ARN. */
export interface TenantArn {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
  readonly name: string;
}

/** An ARN of an SES tenant within a text. */
const tenantArnIn = () =>
  /\barn:(aws[a-z-]*):ses:([a-z0-9-]+):(\d{12}):tenant\/([A-Za-z0-9_-]{1,64})\/[A-Za-z0-9_-]+/g;

/** Reads each ARN of an SES tenant in a text. */
export const readTenantArns = (text: string): readonly TenantArn[] =>
  [...text.matchAll(tenantArnIn())].map(
    ([, partition = '', region = '', account = '', name = '']) => ({
      partition,
      region,
      account,
      name,
    }),
  );

/** `arn:aws:ses:eu-west-1:111122223333` of an ARN. */
const prefixOf = (arn: string): string => arn.split(':').slice(0, 5).join(':');

/** ARN of a resource in the account and region of an SES tenant. */
export const resourceArnFor = (tenantArn: string, resource: SesResource): string =>
  `${prefixOf(tenantArn)}:${resource}`;

/** The resource that an ARN names; undefined for a kind that the pipeline does not know. */
export const resourceInArn = (arn: string): SesResource | undefined => {
  const [, text, name = ''] = /^(?:[^:]*:){5}([a-z-]+)\/(.+)$/.exec(arn) ?? [];
  const kind = resourceKinds.find((known) => known === text);
  return kind === undefined ? undefined : `${kind}/${name}`;
};

/** ARN of a reputation policy of AWS, in the region of an SES tenant. */
export const policyArnFor = (tenantArn: string, policy: ReputationPolicy): string => {
  const [, partition, , region] = tenantArn.split(':');
  return `arn:${partition}:ses:${region}:aws:reputation-policy/${policy}`;
};

/** The policy that an ARN names; undefined when it is none of AWS's. */
export const policyInArn = (arn: string): ReputationPolicy | undefined =>
  reputationPolicies.find((policy) => arn.endsWith(`:aws:reputation-policy/${policy}`));

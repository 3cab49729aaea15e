/** Which deployment a policy is for. */
export interface PolicyPlace {
  readonly stage: string;
  readonly region: string;
  /** Account id; `*` where it is left open. */
  readonly account: string;
}

/** ARNs and names of a deployment. */
export interface PlaceNames {
  /** `<service>-<stage>`: what its names begin with, and the name of its stack. */
  readonly stack: string;
  /**
   * What names begin with that CloudFormation makes up: it shortens the stack's name to 24
   * characters.
   */
  readonly madeUp: string;
  readonly payloadBucket: string;
  /** ARN in the region and account. */
  readonly arn: (service: string, resource: string) => string;
  /** ARN of a service that is not regional. */
  readonly global: (service: string, resource: string) => string;
  readonly bucket: (name: string) => string;
  /** ARN of API Gateway, which names no account. */
  readonly api: (path: string) => string;
}

/** Longest part of a stack's name in a name that CloudFormation makes up. */
const longestStackPart = 24;

export const namesOf = ({ stage, region, account }: PolicyPlace): PlaceNames => {
  const partition = partitionOf(region);
  const stack = `ses-pipeline-${stage}`;
  return {
    stack,
    madeUp: stack.length < longestStackPart ? `${stack}-` : stack.slice(0, longestStackPart),
    payloadBucket: `${stack}-payloads-${account}-${region}`,
    arn: (service, resource) => `arn:${partition}:${service}:${region}:${account}:${resource}`,
    global: (service, resource) => `arn:${partition}:${service}::${account}:${resource}`,
    bucket: (name) => `arn:${partition}:s3:::${name}`,
    api: (path) => `arn:${partition}:apigateway:${region}::${path}`,
  };
};

const partitionOf = (region: string): string => {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
};

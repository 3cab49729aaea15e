import type { ResolvedResource } from '../../shared/cloudformation/resolve-template.ts';

/** Logical id of the bucket for deployment packages, which the local stack has on disk. */
export const deploymentBucket = 'ServerlessDeploymentBucket';

/** Names of the buckets. */
export const bucketResources = (resources: readonly ResolvedResource[]): readonly string[] =>
  resources
    .filter(({ type, logicalId }) => type === 'AWS::S3::Bucket' && logicalId !== deploymentBucket)
    .map(({ name }) => name);

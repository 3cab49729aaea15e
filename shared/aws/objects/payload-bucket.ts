/**
 * The pipeline's payload bucket and the AWS account that owns it. S3 refuses requests when another
 * account owns the bucket by now.
 */
export interface PayloadBucket {
  readonly name: string;
  /** AWS account id; undefined when it is not known. */
  readonly owner?: string | undefined;
}

/** Bucket parameters of every S3 request. */
export const inBucket = ({ name, owner }: PayloadBucket) => ({
  Bucket: name,
  ...(owner === undefined ? {} : { ExpectedBucketOwner: owner }),
});

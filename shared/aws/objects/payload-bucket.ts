/**
 * The pipeline's own bucket, and the AWS account that it belongs to: S3 refuses whatever is meant
 * for it when another account owns it by now.
 */
export interface PayloadBucket {
  readonly name: string;
  /** AWS account id; undefined where it is not known. */
  readonly owner?: string | undefined;
}

/** The bucket as every request to S3 names it. */
export const inBucket = ({ name, owner }: PayloadBucket) => ({
  Bucket: name,
  ...(owner === undefined ? {} : { ExpectedBucketOwner: owner }),
});

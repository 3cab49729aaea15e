import {
  DeleteObjectsCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { ArtifactStore } from '../../deployment/ports.ts';

/** Name that the framework gives the hash of an object. */
const hashName = 'filesha256';

/** The bucket of the packages, and the emptying of buckets. */
export const artifactStore = (client: S3Client): ArtifactStore => ({
  hashOf: async (bucket, key) => {
    const head = await unlessMissing(
      client.send(new HeadObjectCommand({ Bucket: bucket, Key: key })),
    );
    return head?.Metadata?.[hashName];
  },
  put: async (bucket, { key, body, contentType, hash }) => {
    await client.send(
      new PutObjectCommand({
        Bucket: bucket,
        Key: key,
        Body: body,
        ContentType: contentType,
        Metadata: { [hashName]: hash },
      }),
    );
  },
  urlOf: async (bucket, key) => {
    const path = `${bucket}/${key}`;
    const region = await client.config.region();
    const suffix = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
    return `https://s3.${region}.${suffix}/${path}`;
  },
  empty: (bucket, onDeleted) => emptyBucket(client, bucket, onDeleted),
  holdsObjects: async (bucket) => {
    const page = await unlessMissing(
      client.send(new ListObjectVersionsCommand({ Bucket: bucket, MaxKeys: 1 })),
    );
    return (page?.Versions?.length ?? 0) + (page?.DeleteMarkers?.length ?? 0) > 0;
  },
});

/**
 * Deletes page after page from the beginning, until none is left: what an interrupted run has
 * deleted is not listed again.
 */
const emptyBucket = async (
  client: S3Client,
  bucket: string,
  onDeleted: (count: number) => void,
): Promise<number> => {
  let deleted = 0;
  for (;;) {
    const page = await unlessMissing(
      client.send(new ListObjectVersionsCommand({ Bucket: bucket, MaxKeys: 1_000 })),
    );
    const objects = [...(page?.Versions ?? []), ...(page?.DeleteMarkers ?? [])].map(
      ({ Key, VersionId }) => ({ Key, VersionId }),
    );
    if (objects.length === 0) return deleted;
    const { Errors = [] } = await client.send(
      new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects: objects, Quiet: true } }),
    );
    const [first] = Errors;
    if (first !== undefined)
      throw new Error(`An object of ${bucket} cannot be deleted: ${first.Code}: ${first.Message}`);
    deleted += objects.length;
    onDeleted(deleted);
  }
};

const missing: ReadonlySet<string> = new Set(['NotFound', 'NoSuchKey', 'NoSuchBucket']);

const unlessMissing = async <Output>(asked: Promise<Output>): Promise<Output | undefined> => {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof Error && missing.has(error.name)) return undefined;
    throw error;
  }
};

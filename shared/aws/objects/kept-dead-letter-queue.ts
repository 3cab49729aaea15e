import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandOutput,
  type S3Client,
} from '@aws-sdk/client-s3';
import { keptPrefix, parseKeptDeadLetter } from '../../dead-letters/kept-dead-letter.ts';
import type { DeadLetterQueue, TakenDeadLetter } from '../../dead-letters/walk-dead-letters.ts';
import { inBucket, type PayloadBucket } from './payload-bucket.ts';

const deadLettersPerTake = 10;

/** Dead letters of one dead-letter queue that the bucket stores, as a queue to list and redrive. */
export const keptDeadLetterQueue = (
  client: S3Client,
  bucket: PayloadBucket,
  name: string,
): DeadLetterQueue => {
  let from: string | undefined;
  let isOver = false;
  const start = (): void => {
    from = undefined;
    isOver = false;
  };

  const read = async (key: string): Promise<TakenDeadLetter[]> => {
    try {
      const { Body } = await client.send(new GetObjectCommand({ ...inBucket(bucket), Key: key }));
      const text = (await Body?.transformToString()) ?? '';
      const deadLetter = parseKeptDeadLetter(text) ?? foreignDeadLetter(name, key, text);
      return [{ deadLetter, receiptHandle: key }];
    } catch (error) {
      // Somebody else has redriven it meanwhile.
      if (error instanceof Error && error.name === 'NoSuchKey') return [];
      throw error;
    }
  };

  return {
    name,
    take: async () => {
      while (!isOver) {
        const page: ListObjectsV2CommandOutput = await client.send(
          new ListObjectsV2Command({
            ...inBucket(bucket),
            Prefix: keptPrefix(name),
            MaxKeys: deadLettersPerTake,
            ContinuationToken: from,
          }),
        );
        from = page.NextContinuationToken;
        isOver = from === undefined;
        const keys = (page.Contents ?? []).flatMap(({ Key }) => (Key === undefined ? [] : [Key]));
        const taken = (await Promise.all(keys.map(read))).flat();
        if (taken.length > 0) return taken;
      }
      return [];
    },
    // A bucket hides nothing; the next walk only has to start from the beginning.
    putDown: async () => start(),
    remove: async (key) => {
      await client.send(new DeleteObjectCommand({ ...inBucket(bucket), Key: key }));
    },
  };
};

/** A dead letter that keep-messages did not write, shown unchanged so that somebody looks at it. */
const foreignDeadLetter = (
  queue: string,
  key: string,
  body: string,
): TakenDeadLetter['deadLetter'] => ({
  queue,
  sqsMessageId: key.slice(keptPrefix(queue).length).replace(/^\d+-|\.json$/g, ''),
  body,
  attributes: {},
  sourceArn: undefined,
  sentAtMs: 0,
});

import type { SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, it } from '@jest/globals';
import { payloadBucketOf } from '../../cli/payload-bucket.ts';

const sqs = { config: { region: async () => 'eu-west-1' } } as unknown as SQSClient;
const queuesAt = (transactional: string) => ({ transactional, bulk: 'b', feedback: 'f' });
const ofAccount = 'https://sqs.eu-west-1.amazonaws.com/111122223333/transactional';

describe('payload-bucket', () => {
  it("names a stage's bucket and its owner by the account of its queues", async () => {
    const payloads = { kind: 'prefix', prefix: 'ses-pipeline-prod-payloads-' } as const;

    expect(await payloadBucketOf({ payloads, queues: queuesAt(ofAccount) }, sqs)).toEqual({
      name: 'ses-pipeline-prod-payloads-111122223333-eu-west-1',
      owner: '111122223333',
    });
  });

  it('names no owner of a bucket whose queues do not say whose they are', async () => {
    const payloads = { kind: 'bucket', name: 'mail' } as const;
    const queues = queuesAt('http://localhost:9324/transactional');

    expect(await payloadBucketOf({ payloads, queues }, sqs)).toEqual({ name: 'mail' });
  });

  it('refuses to guess the bucket of a stage', async () => {
    const payloads = { kind: 'prefix', prefix: 'ses-pipeline-prod-payloads-' } as const;
    const queues = queuesAt('http://localhost:9324/transactional');

    await expect(payloadBucketOf({ payloads, queues }, sqs)).rejects.toThrow(
      'does not name its account',
    );
  });
});

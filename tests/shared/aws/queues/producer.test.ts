import type { S3Client } from '@aws-sdk/client-s3';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, it } from '@jest/globals';
import { producerPorts } from '../../../../shared/aws/queues/producer.ts';

/** SQS and S3 that only note what they are asked. */
const services = (failing: { lookUps: number } = { lookUps: 0 }) => {
  const asked: string[] = [];
  const sqs = {
    config: { region: async () => 'eu-west-1' },
    send: async (command: { readonly input: object }) => {
      const { input } = command;
      asked.push(command.constructor.name);
      if (command.constructor.name === 'GetQueueUrlCommand') {
        if (failing.lookUps-- > 0) throw new Error('down');
        const { QueueName } = input as { QueueName: string };
        return { QueueUrl: `https://sqs.eu-west-1.amazonaws.com/111122223333/${QueueName}` };
      }
      const { Entries } = input as { Entries: readonly { Id: string }[] };
      return { Successful: Entries.map(({ Id }) => ({ Id, MessageId: `sqs-${Id}` })), Failed: [] };
    },
  } as unknown as SQSClient;
  const stored: object[] = [];
  const s3 = {
    send: async ({ input }: { input: object }) => void stored.push(input),
  } as unknown as S3Client;
  return { sqs, s3, asked, stored };
};

const told = { payloadBucketOwner: '444455556666' };

describe('producerPorts', () => {
  it('looks the queues of a stage up once, each', async () => {
    const { asked, ...clients } = services();
    const { putBatch } = producerPorts(clients, { stage: 'prod' });

    for (const lane of ['transactional', 'bulk', 'transactional'] as const)
      await putBatch(lane)([{ body: '{}' }]);

    expect(asked.filter((name) => name === 'GetQueueUrlCommand')).toHaveLength(2);
    expect(asked.filter((name) => name === 'SendMessageBatchCommand')).toHaveLength(3);
  });

  it('looks a queue up again after that has failed', async () => {
    const { asked, ...clients } = services({ lookUps: 1 });
    const { payloadBucket } = producerPorts(clients, { stage: 'prod' });

    await expect(payloadBucket()).rejects.toThrow('down');
    expect(await payloadBucket()).toBe('ses-pipeline-prod-payloads-111122223333-eu-west-1');
    expect(asked).toEqual(['GetQueueUrlCommand', 'GetQueueUrlCommand']);
  });

  it('takes queues and bucket as they are named, and asks nobody for them', async () => {
    const { asked, ...clients } = services();
    const queues = {
      transactional: 'https://sqs.eu-west-1.amazonaws.com/1/t',
      bulk: 'https://sqs.eu-west-1.amazonaws.com/1/b',
    };

    const named = producerPorts(clients, { queues, payloadBucket: 'mail' });
    await named.putBatch('bulk')([{ body: '{}' }]);

    expect(await named.payloadBucket()).toBe('mail');
    expect(await producerPorts(clients, { queues }).payloadBucket()).toBeUndefined();
    expect(asked).toEqual(['SendMessageBatchCommand']);
  });

  it('stores a message as JSON', async () => {
    const { stored, ...clients } = services();
    const { storePayload } = producerPorts(clients, { stage: 'prod' });

    await storePayload({ bucket: 'mail', key: 'payloads/a.json' }, '{"a":1}');

    expect(stored).toEqual([
      {
        Bucket: 'mail',
        ExpectedBucketOwner: '111122223333',
        Key: 'payloads/a.json',
        Body: '{"a":1}',
        ContentType: 'application/json',
      },
    ]);
  });

  it.each([
    ['as the queue says', 'https://sqs.eu-west-1.amazonaws.com/111122223333/t', {}, '111122223333'],
    ['as it is told', 'https://sqs.eu-west-1.amazonaws.com/111122223333/t', told, '444455556666'],
    ['not at all, where nothing says it', 'http://localhost:9324/t', {}, undefined],
  ])('names the owner of the bucket %s', async (_how, transactional, more, owner) => {
    const { stored, ...clients } = services();
    const queues = { transactional, bulk: transactional };
    const place = { queues, payloadBucket: 'mail', ...more };

    await producerPorts(clients, place).storePayload({ bucket: 'mail', key: 'k' }, '{}');

    expect(stored).toEqual([expect.objectContaining({ Bucket: 'mail', Key: 'k' })]);
    expect(stored.map((one) => 'ExpectedBucketOwner' in one)).toEqual([owner !== undefined]);
    if (owner !== undefined) expect(stored[0]).toMatchObject({ ExpectedBucketOwner: owner });
  });

  it('names the owner where a producer may ask for the bulk queue alone', async () => {
    const { stored, ...clients } = services({ lookUps: 1 });
    const queues = { transactional: 't', bulk: 'b' };

    const { storePayload } = producerPorts(clients, { queues, payloadBucket: 'mail' });
    await storePayload({ bucket: 'mail', key: 'k' }, '{}');

    expect(stored).toEqual([expect.objectContaining({ ExpectedBucketOwner: '111122223333' })]);
  });
});

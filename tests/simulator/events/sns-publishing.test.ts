import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildApp } from 'fauxqs';
import { createSnsPublishing } from '../../../simulator/events/sns-publishing.ts';

const region = 'us-east-1';

const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };

const topicArn = 'arn:aws:sns:us-east-1:000000000000:feedback';

const app = buildApp({ logger: false, host: '127.0.0.1' });

let endpoint: string;

beforeAll(async () => {
  endpoint = await app.listen({ port: 0, host: '127.0.0.1' });
  const sns = new SNSClient({ endpoint, region, credentials });
  const sqs = new SQSClient({ endpoint, region, credentials });
  await sns.send(new CreateTopicCommand({ Name: 'feedback' }));
  await sqs.send(new CreateQueueCommand({ QueueName: 'events' }));
  await sns.send(
    new SubscribeCommand({
      TopicArn: topicArn,
      Protocol: 'sqs',
      Endpoint: 'arn:aws:sqs:us-east-1:000000000000:events',
    }),
  );
  sns.destroy();
  sqs.destroy();
});

afterAll(() => app.close());

describe('SNS publishing', () => {
  it('brings each message to the subscribers as it is, line break and all', async () => {
    const publishing = createSnsPublishing(endpoint, region);
    const sqs = new SQSClient({ endpoint, region, credentials });

    const results = await publishing.publish(topicArn, [
      { subject: 'Amazon SES Email Event Notification', message: '{"eventType":"Send"}\n' },
      { subject: undefined, message: 'Successfully validated SNS topic for Amazon SES.' },
    ]);
    const { Messages } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: `${endpoint}/000000000000/events`,
        MaxNumberOfMessages: 10,
      }),
    );
    publishing.close();
    sqs.destroy();

    expect(results).toEqual(['published', 'published']);
    const bodies = (Messages ?? []).map(({ Body }) => JSON.parse(Body ?? ''));
    expect(bodies).toContainEqual(
      expect.objectContaining({
        Subject: 'Amazon SES Email Event Notification',
        Message: '{"eventType":"Send"}\n',
        TopicArn: topicArn,
      }),
    );
    expect(bodies.find(({ Message }) => Message.startsWith('Successfully'))).not.toHaveProperty(
      'Subject',
    );
  });

  it('says when there is no such topic', async () => {
    const publishing = createSnsPublishing(endpoint, region);

    expect(
      await publishing.publish(`${topicArn}-missing`, [{ subject: undefined, message: 'x' }]),
    ).toEqual(['no-such-topic']);
    publishing.close();
  });

  it('rejects when nobody is there', async () => {
    const publishing = createSnsPublishing('http://127.0.0.1:9', region);

    await expect(
      publishing.publish(topicArn, [{ subject: undefined, message: 'x' }]),
    ).rejects.toThrow();
    publishing.close();
  });
});

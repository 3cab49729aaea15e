import { CreateTopicCommand, PublishCommand, SubscribeCommand } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  ListQueuesCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  startQueueEngine,
  startServerProcess,
  startTableEngine,
} from '../../../local/engines/engines.ts';
import { accountId, region, startTestEngine, type TestEngine } from '../support/engine.ts';
import { isListening, isRunning } from '../support/processes.ts';

let engine: TestEngine;

beforeAll(async () => {
  engine = await startTestEngine();
});

afterAll(() => engine.stop());

const portOf = (url: string): number => Number(new URL(url).port);

const receiveAll = async (queue: string): Promise<readonly Message[]> => {
  const { Messages = [] } = await engine.clients.sqs.send(
    new ReceiveMessageCommand({
      QueueUrl: engine.queueUrl(queue),
      MaxNumberOfMessages: 10,
      MessageSystemAttributeNames: ['All'],
      MessageAttributeNames: ['All'],
    }),
  );
  return Messages;
};

/** A call in the query protocol, as SDKs before the JSON protocol make it. */
const query = async (
  path: string,
  fields: Readonly<Record<string, string>>,
): Promise<{ readonly status: number; readonly xml: string }> => {
  const response = await fetch(`${engine.url}${path}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
      authorization: `AWS4-HMAC-SHA256 Credential=local/20300101/${region}/sqs/aws4_request, SignedHeaders=host, Signature=0`,
    },
    body: new URLSearchParams({ Version: '2012-11-05', ...fields }),
  });
  return { status: response.status, xml: await response.text() };
};

describe('engines', () => {
  it('listen on 127.0.0.1, and leave neither process nor port when they stop', async () => {
    const options = { region, accountId, port: 0, onLine: () => undefined };
    const engines = await Promise.all([startQueueEngine(options), startTableEngine(options)]);

    expect(await Promise.all(engines.map(({ url }) => isListening(portOf(url))))).toEqual([
      true,
      true,
    ]);
    await Promise.all(engines.map(({ process }) => process.stop(1_000)));

    expect(engines.filter(({ process }) => isRunning(process.pid))).toEqual([]);
    expect(await Promise.all(engines.map(({ url }) => isListening(portOf(url))))).toEqual([
      false,
      false,
    ]);
  });

  it('say what is in the way when a port is taken', async () => {
    const starting = startTableEngine({
      region,
      accountId,
      port: portOf(engine.url),
      onLine: () => undefined,
    });

    await expect(starting).rejects.toThrow(
      /^dynalite ended before it was ready \(exit status 1\)[\s\S]*EADDRINUSE/,
    );
  });

  it('say what a server wrote that ended before it was ready', async () => {
    const script = new URL('support/no-such-script.mjs', import.meta.url).pathname;

    await expect(
      startServerProcess({ name: 'it', script, args: [], onLine: () => undefined }),
    ).rejects.toThrow(/it ended before it was ready/);
  });
});

describe('the queue engine', () => {
  it('names queues by URLs that need no name to be resolved', async () => {
    const { QueueUrl } = await engine.clients.sqs.send(
      new CreateQueueCommand({ QueueName: 'reachable' }),
    );
    const { QueueUrls } = await engine.clients.sqs.send(
      new ListQueuesCommand({ QueueNamePrefix: 'reach' }),
    );

    expect(QueueUrl).toBe(`${engine.url}/000000000000/reachable`);
    expect(QueueUrls).toEqual([QueueUrl]);
  });

  it('takes every character that SQS takes, and refuses those that SQS refuses', async () => {
    await engine.clients.sqs.send(new CreateQueueCommand({ QueueName: 'characters' }));
    const send = (MessageBody: string) =>
      engine.clients.sqs.send(
        new SendMessageCommand({ QueueUrl: engine.queueUrl('characters'), MessageBody }),
      );

    await send('tab\t newline\n é 注文 👋 \u{10FFFF}');

    expect((await receiveAll('characters'))[0]?.Body).toBe('tab\t newline\n é 注文 👋 \u{10FFFF}');
    await expect(send('bell \u0007')).rejects.toThrow(/Invalid characters/);
    await expect(send('not a character \uFFFF')).rejects.toThrow(/Invalid characters/);
  });

  it('filters what a topic sends by the body, one policy for both dialects of SES', async () => {
    const { sqs, sns } = engine.clients;
    await sqs.send(new CreateQueueCommand({ QueueName: 'bounces' }));
    const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'events' }));
    await sns.send(
      new SubscribeCommand({
        TopicArn,
        Protocol: 'sqs',
        Endpoint: engine.queueArn('bounces'),
        Attributes: {
          FilterPolicyScope: 'MessageBody',
          FilterPolicy: JSON.stringify({
            $or: [{ eventType: ['Bounce'] }, { notificationType: ['Bounce'] }],
          }),
        },
      }),
    );

    for (const Message of [
      '{"eventType":"Bounce","n":1}',
      '{"eventType":"Delivery"}',
      '{"notificationType":"Bounce","n":2}',
      '{"notificationType":"Complaint"}',
      'Successfully validated SNS topic for Amazon SES event publishing.',
    ]) {
      await sns.send(new PublishCommand({ TopicArn, Message }));
    }

    const bodies = (await receiveAll('bounces')).map(({ Body = '' }) => JSON.parse(Body));
    expect(bodies.map(({ Message }) => JSON.parse(Message).n)).toEqual([1, 2]);
    expect(bodies[0]).toMatchObject({
      Type: 'Notification',
      TopicArn,
      SigningCertURL: expect.any(String),
      UnsubscribeURL: expect.any(String),
    });
  });

  it('answers clients that speak the query protocol, at its root and at the URL of a queue', async () => {
    const created = await query('/', {
      Action: 'CreateQueue',
      QueueName: 'old',
      'Attribute.1.Name': 'VisibilityTimeout',
      'Attribute.1.Value': '5',
    });
    const sent = await query('/000000000000/old', {
      Action: 'SendMessage',
      MessageBody: '<a href="x">&</a> 👋',
      'MessageAttribute.1.Name': 'origin',
      'MessageAttribute.1.Value.DataType': 'String',
      'MessageAttribute.1.Value.StringValue': 'test',
    });
    const batch = await query('/', {
      Action: 'SendMessageBatch',
      QueueUrl: engine.queueUrl('old'),
      'SendMessageBatchRequestEntry.1.Id': 'a',
      'SendMessageBatchRequestEntry.1.MessageBody': 'one',
      'SendMessageBatchRequestEntry.2.Id': 'b',
      'SendMessageBatchRequestEntry.2.MessageBody': 'two',
      'SendMessageBatchRequestEntry.2.DelaySeconds': '1',
    });
    const received = await query('/', {
      Action: 'ReceiveMessage',
      QueueUrl: engine.queueUrl('old'),
      MaxNumberOfMessages: '10',
      'AttributeName.1': 'All',
      'MessageAttributeName.1': 'All',
    });

    expect(created).toMatchObject({
      status: 200,
      xml: expect.stringContaining(`<QueueUrl>${engine.queueUrl('old')}</QueueUrl>`),
    });
    expect(sent.xml).toMatch(
      /^<\?xml version="1.0"\?><SendMessageResponse xmlns="[^"]+"><SendMessageResult>.*<MessageId>[0-9a-f-]{36}</,
    );
    expect(batch.xml.match(/<SendMessageBatchResultEntry><Id>[ab]<\/Id>/g)).toHaveLength(2);
    expect(received.xml).toContain('<Body>&lt;a href=&quot;x&quot;&gt;&amp;&lt;/a&gt; 👋</Body>');
    expect(received.xml).toContain(
      '<Attribute><Name>ApproximateReceiveCount</Name><Value>1</Value></Attribute>',
    );
    expect(received.xml).toContain(
      '<MessageAttribute><Name>origin</Name><Value><DataType>String</DataType><StringValue>test</StringValue></Value>',
    );
    expect(received.xml.match(/<Message>/g)).toHaveLength(2);
  });

  it('answers errors in the query protocol, too', async () => {
    const { status, xml } = await query('/', { Action: 'GetQueueUrl', QueueName: 'nowhere' });

    expect(status).toBe(400);
    expect(xml).toContain(
      '<Error><Type>Sender</Type><Code>AWS.SimpleQueueService.NonExistentQueue</Code>',
    );
  });

  // What the local stack relies on, and where the engine is known to differ; see
  // docs/local-stack.md.
  it('counts a message that was received and deleted by nobody else', async () => {
    await engine.clients.sqs.send(
      new CreateQueueCommand({ QueueName: 'counted', Attributes: { VisibilityTimeout: '0' } }),
    );
    await engine.clients.sqs.send(
      new SendMessageCommand({ QueueUrl: engine.queueUrl('counted'), MessageBody: 'x' }),
    );

    await receiveAll('counted');
    const [message] = await receiveAll('counted');
    await engine.clients.sqs.send(
      new DeleteMessageBatchCommand({
        QueueUrl: engine.queueUrl('counted'),
        Entries: [{ Id: '0', ReceiptHandle: message?.ReceiptHandle }],
      }),
    );
    const { Attributes } = await engine.clients.sqs.send(
      new GetQueueAttributesCommand({
        QueueUrl: engine.queueUrl('counted'),
        AttributeNames: ['All'],
      }),
    );

    expect(message?.Attributes?.ApproximateReceiveCount).toBe('2');
    expect(Attributes?.ApproximateNumberOfMessages).toBe('0');
  });
});

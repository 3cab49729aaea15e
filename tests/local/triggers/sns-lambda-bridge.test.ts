import { CreateTopicCommand, PublishCommand } from '@aws-sdk/client-sns';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { QueuePoller } from '../../../local/triggers/queue-poller.ts';
import { toSnsEvent } from '../../../local/triggers/sns-event.ts';
import { startSnsLambdaBridge } from '../../../local/triggers/sns-lambda-bridge.ts';
import { until } from '../../support/until.ts';
import { accountId, region, startTestEngine, type TestEngine } from '../support/engine.ts';

let engine: TestEngine;
let bridge: QueuePoller | undefined;

beforeAll(async () => {
  engine = await startTestEngine();
});

afterAll(async () => {
  await bridge?.stop(100);
  await engine.stop();
});

describe('sns-lambda-bridge', () => {
  it('gives a function the events its filter policy lets through, in the spelling that Lambda uses', async () => {
    const { sqs, sns } = engine.clients;
    const { TopicArn = '' } = await sns.send(new CreateTopicCommand({ Name: 'news' }));
    const events: unknown[] = [];
    bridge = await startSnsLambdaBridge({
      sqs,
      sns,
      region,
      accountId,
      subscription: {
        logicalId: 'NewsToFunction',
        topicArn: TopicArn,
        protocol: 'lambda',
        endpoint: `arn:aws:lambda:${region}:${accountId}:function:hear`,
        attributes: {
          FilterPolicyScope: 'MessageBody',
          FilterPolicy: '{"$or":[{"eventType":["Bounce"]},{"notificationType":["Bounce"]}]}',
        },
      },
      invoke: async (event) => {
        events.push(event);
        return {
          kind: 'error',
          error: { errorType: 'Error', errorMessage: 'dealt with' },
          requestId: '',
        };
      },
      onProblem: () => undefined,
    });

    await sns.send(new PublishCommand({ TopicArn, Message: '{"eventType":"Delivery"}' }));
    await sns.send(
      new PublishCommand({
        TopicArn,
        Message: '{"eventType":"Bounce"}\n',
        Subject: 'Amazon SES Email Event Notification',
        MessageAttributes: { colour: { DataType: 'String', StringValue: 'red' } },
      }),
    );
    await sns.send(new PublishCommand({ TopicArn, Message: '{"notificationType":"Bounce"}' }));
    await until('both are there', () => events.length === 2);

    const sns1 = {
      Type: 'Notification',
      TopicArn,
      SigningCertUrl: expect.stringContaining('.pem'),
      UnsubscribeUrl: expect.any(String),
    };
    expect(events).toEqual(
      expect.arrayContaining([
        {
          Records: [
            {
              EventSource: 'aws:sns',
              EventVersion: '1.0',
              EventSubscriptionArn: expect.stringContaining(`${TopicArn}:`),
              Sns: expect.objectContaining({
                ...sns1,
                Subject: 'Amazon SES Email Event Notification',
                Message: '{"eventType":"Bounce"}\n',
                MessageAttributes: { colour: { Type: 'String', Value: 'red' } },
              }),
            },
          ],
        },
        {
          Records: [
            expect.objectContaining({
              Sns: expect.objectContaining({ ...sns1, Subject: null, MessageAttributes: {} }),
            }),
          ],
        },
      ]),
    );
    expect(JSON.stringify(events)).not.toMatch(/CertURL|UnsubscribeURL/);
  });
});

describe('sns-event', () => {
  it('refuses what is no notification', () => {
    expect(() => toSnsEvent('not JSON', 'arn')).toThrow();
    expect(() => toSnsEvent('{"Type":"SubscriptionConfirmation"}', 'arn')).toThrow();
  });
});

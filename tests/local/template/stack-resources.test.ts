import { describe, expect, it } from '@jest/globals';
import { readStackResources } from '../../../local/template/stack-resources.ts';
import { resolveTemplate } from '../../../shared/cloudformation/resolve-template.ts';
import { smallTemplate } from '../support/template.ts';

const resolved = resolveTemplate(smallTemplate, {
  region: 'eu-west-1',
  accountId: '000000000000',
  stackName: 'local',
  parameters: {},
  queueUrl: (name) => `http://queues/${name}`,
});

describe('stack-resources', () => {
  it('reads queues with their dead letters', () => {
    expect(readStackResources(resolved).queues).toEqual([
      {
        name: 'small-work',
        attributes: {
          VisibilityTimeout: '30',
          RedrivePolicy:
            '{"deadLetterTargetArn":"arn:aws:sqs:eu-west-1:000000000000:local-DeadLetterQueue","maxReceiveCount":20}',
        },
      },
      { name: 'local-DeadLetterQueue', attributes: {} },
      { name: 'local-NewsQueue', attributes: {} },
    ]);
  });

  it('reads subscriptions as Subscribe takes them', () => {
    expect(readStackResources(resolved).subscriptions[1]).toEqual({
      logicalId: 'NewsToFunction',
      topicArn: 'arn:aws:sns:eu-west-1:000000000000:small-news',
      protocol: 'lambda',
      endpoint: 'arn:aws:lambda:eu-west-1:000000000000:function:small-hear',
      attributes: {
        FilterPolicyScope: 'MessageBody',
        FilterPolicy: '{"$or":[{"eventType":["Bounce"]},{"notificationType":["Bounce"]}]}',
      },
    });
  });

  it('reads functions with their variables, and what becomes of events they cannot handle', () => {
    const [work, hear] = readStackResources(resolved).functions;

    expect(work).toMatchObject({
      key: 'work',
      name: 'small-work',
      handler: 'handler.handler',
      memoryMegabytes: 128,
      timeoutSeconds: 5,
      environment: { TABLE: 'small-things', QUEUE: 'http://queues/small-work' },
      asynchronous: { retries: 2, deadLetterArn: undefined, onFailureArn: undefined },
    });
    expect(hear?.asynchronous).toMatchObject({
      retries: 1,
      onFailureArn: 'arn:aws:sqs:eu-west-1:000000000000:local-DeadLetterQueue',
    });
  });

  it('reads event source mappings with what Lambda assumes when they do not say', () => {
    expect(readStackResources(resolved).eventSources).toEqual([
      {
        uuid: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
        queueArn: 'arn:aws:sqs:eu-west-1:000000000000:small-work',
        functionName: 'small-work',
        batchSize: 10,
        batchingWindowSeconds: 0,
        maximumConcurrency: 2,
        reportsItemFailures: true,
        enabled: true,
      },
    ]);
  });

  it('reads schedules, configuration sets with their destinations, and tables as CreateTable takes them', () => {
    const { schedules, configurationSets, tables, buckets } = readStackResources(resolved);

    expect(schedules).toEqual([
      {
        name: 'local-TickRule',
        expression: 'rate(1 minute)',
        functionName: 'small-tick',
        input: undefined,
      },
    ]);
    expect(configurationSets).toEqual([
      {
        name: 'small-main',
        eventDestinations: [
          {
            name: 'news',
            enabled: true,
            matchingEventTypes: ['send', 'bounce'],
            topicArn: 'arn:aws:sns:eu-west-1:000000000000:small-news',
          },
        ],
      },
    ]);
    expect(Object.keys(tables[0] ?? {}).sort()).toEqual([
      'AttributeDefinitions',
      'GlobalSecondaryIndexes',
      'KeySchema',
      'name',
    ]);
    expect(buckets).toEqual(['small-things-000000000000-eu-west-1']);
  });
});

import {
  LambdaClient,
  ListEventSourceMappingsCommand,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import { afterEach, describe, expect, it } from '@jest/globals';
import { type LambdaApi, startLambdaApi } from '../../../local/lambda/lambda-api.ts';
import { createEventSourceMapping } from '../../../local/triggers/event-source-mapping.ts';
import { aPoller } from '../../fakes/still-poller.ts';

const arnOf = (service: string, name: string) =>
  `arn:aws:${service}:eu-west-1:000000000000:${name}`;
const opened: { readonly api: LambdaApi; readonly client: LambdaClient }[] = [];

const aMapping = (queue: string, functionName: string, isEnabled = true) => {
  const still = aPoller({
    batchSize: 10,
    batchingWindowSeconds: 0,
    maximumConcurrency: 3,
    reportsItemFailures: true,
  });
  const mapping = createEventSourceMapping({
    uuid: `00000000-0000-0000-0000-${queue.padStart(12, '0')}`,
    functionArn: arnOf('lambda', `function:${functionName}`),
    queueArn: arnOf('sqs', queue),
    poller: still.poller,
    isEnabled,
    now: () => 1_500,
  });
  return { ...still, mapping };
};

const anApi = async (...made: readonly ReturnType<typeof aMapping>[]) => {
  const api = await startLambdaApi(() => made.map(({ mapping }) => mapping), 0);
  const client = new LambdaClient({
    region: 'eu-west-1',
    endpoint: api.url,
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  });
  opened.push({ api, client });
  return { api, client };
};

afterEach(async () => {
  for (const { api, client } of opened.splice(0)) {
    client.destroy();
    await api.close();
  }
});

describe('lambda-api', () => {
  it('lists the mappings of a function, by name or ARN, and of a queue', async () => {
    const { client } = await anApi(
      aMapping('1', 'send'),
      aMapping('2', 'send'),
      aMapping('3', 'record'),
    );
    const listed = async (filter: {
      readonly FunctionName?: string;
      readonly EventSourceArn?: string;
    }) =>
      (await client.send(new ListEventSourceMappingsCommand(filter))).EventSourceMappings?.map(
        ({ UUID }) => UUID?.slice(-1),
      ).join('');

    expect(await listed({})).toBe('123');
    expect(await listed({ FunctionName: 'send' })).toBe('12');
    expect(await listed({ FunctionName: arnOf('lambda', 'function:record') })).toBe('3');
    expect(await listed({ EventSourceArn: arnOf('sqs', '2') })).toBe('2');
  });

  it('tells everything of a mapping that Lambda would', async () => {
    const { client } = await anApi(aMapping('1', 'send'));

    const { EventSourceMappings } = await client.send(new ListEventSourceMappingsCommand({}));

    expect(EventSourceMappings).toEqual([
      {
        UUID: '00000000-0000-0000-0000-000000000001',
        BatchSize: 10,
        MaximumBatchingWindowInSeconds: 0,
        EventSourceArn: arnOf('sqs', '1'),
        FunctionArn: arnOf('lambda', 'function:send'),
        LastModified: new Date(1_500),
        State: 'Enabled',
        StateTransitionReason: 'USER_INITIATED',
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        ScalingConfig: { MaximumConcurrency: 3 },
      },
    ]);
  });

  it('says what a change is on its way to, and changes only what is named', async () => {
    const made = aMapping('1', 'send');
    made.mapping.begin();
    const { client } = await anApi(made);
    const change = async (changes: { readonly Enabled?: boolean; readonly BatchSize?: number }) =>
      (
        await client.send(
          new UpdateEventSourceMappingCommand({ UUID: made.mapping.uuid, ...changes }),
        )
      ).State;

    expect(await change({ BatchSize: 5 })).toBe('Updating');
    expect(made.isPolling()).toBe(true);
    expect(await change({ Enabled: false })).toBe('Disabling');
    made.settle();
    await Promise.resolve();
    expect(made.mapping.describe()).toMatchObject({
      BatchSize: 5,
      State: 'Disabled',
      ScalingConfig: { MaximumConcurrency: 3 },
    });
    expect(await change({ Enabled: true })).toBe('Enabling');
    expect(made.isPolling()).toBe(true);
  });

  it('lets a mapping poll when the stack begins, unless it was disabled before', () => {
    const [open, closed, changed] = [
      aMapping('1', 'send'),
      aMapping('2', 'send', false),
      aMapping('3', 'send'),
    ];
    changed.mapping.change({ Enabled: false });
    expect(open.isPolling()).toBe(false);

    for (const { mapping } of [open, closed, changed]) mapping.begin();

    expect([open, closed, changed].map(({ isPolling }) => isPolling())).toEqual([
      true,
      false,
      false,
    ]);
  });

  it.each([
    ['another path', '/2015-03-31/functions', 'GET', 404],
    ['an unknown mapping', '/2015-03-31/event-source-mappings/none', 'GET', 404],
    [
      'a body that is no JSON',
      '/2015-03-31/event-source-mappings/00000000-0000-0000-0000-000000000001',
      'PUT',
      400,
    ],
    [
      'another method',
      '/2015-03-31/event-source-mappings/00000000-0000-0000-0000-000000000001',
      'DELETE',
      405,
    ],
  ])('refuses %s', async (_, path, method, status) => {
    const { api } = await anApi(aMapping('1', 'send'));

    const answer = await fetch(`${api.url}${path}`, {
      method,
      ...(method === 'PUT' ? { body: '{' } : {}),
    });

    expect(answer.status).toBe(status);
  });
});

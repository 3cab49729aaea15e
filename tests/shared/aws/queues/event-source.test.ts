import { LambdaClient } from '@aws-sdk/client-lambda';
import { afterEach, describe, expect, it } from '@jest/globals';
import { type LambdaApi, startLambdaApi } from '../../../../local/lambda/lambda-api.ts';
import { createEventSourceMapping } from '../../../../local/triggers/event-source-mapping.ts';
import { eventSource, isRead } from '../../../../shared/aws/queues/event-source.ts';
import { aPoller } from '../../../fakes/still-poller.ts';

const uuid = '00000000-1111-2222-3333-444444444444';
const opened: { readonly api: LambdaApi; readonly client: LambdaClient }[] = [];

const anEventSource = async () => {
  const poller = aPoller({
    batchSize: 10,
    batchingWindowSeconds: 0,
    maximumConcurrency: 3,
    reportsItemFailures: true,
  });
  const mapping = createEventSourceMapping({
    uuid,
    functionArn: 'arn:aws:lambda:eu-west-1:000000000000:function:send',
    queueArn: 'arn:aws:sqs:eu-west-1:000000000000:bulk',
    poller: poller.poller,
    isEnabled: true,
    now: () => 0,
  });
  mapping.begin();
  const api = await startLambdaApi(() => [mapping], 0);
  const client = new LambdaClient({
    region: 'eu-west-1',
    endpoint: api.url,
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  });
  opened.push({ api, client });
  return {
    source: eventSource(client, 'bulk', uuid),
    other: eventSource(client, 'bulk', uuid.replaceAll('4', '5')),
    isRead: isRead(client, uuid),
    isOtherRead: isRead(client, uuid.replaceAll('4', '5')),
    poller,
  };
};

afterEach(async () => {
  for (const { api, client } of opened.splice(0)) {
    client.destroy();
    await api.close();
  }
});

describe('eventSource', () => {
  it('reads how the mapping is set', async () => {
    const { source } = await anEventSource();

    expect(await source.read()).toEqual({
      batchSize: 10,
      batchingWindowSeconds: 0,
      maximumConcurrency: 3,
      isEnabled: true,
    });
  });

  it('sets it', async () => {
    const { source, poller } = await anEventSource();
    const settings = {
      batchSize: 50,
      batchingWindowSeconds: 1,
      maximumConcurrency: 4,
      isEnabled: false,
    };

    expect(await source.change(settings)).toBe(true);
    poller.settle();

    expect(await source.read()).toEqual(settings);
    expect(poller.isPolling()).toBe(false);
  });

  it('waits while Lambda is busy with a change', async () => {
    const { source, poller } = await anEventSource();
    const settings = {
      batchSize: 10,
      batchingWindowSeconds: 0,
      maximumConcurrency: 3,
      isEnabled: false,
    };
    await source.change(settings);

    expect(await source.read()).toBeUndefined();
    expect(await source.change({ ...settings, isEnabled: true })).toBe(false);
    poller.settle();
    expect(await source.read()).toEqual(settings);
  });

  it('fails for what Lambda does not allow, and for a mapping that is gone', async () => {
    const { source, other } = await anEventSource();

    await expect(
      source.change({
        batchSize: 11,
        batchingWindowSeconds: 0,
        maximumConcurrency: 3,
        isEnabled: true,
      }),
    ).rejects.toMatchObject({
      name: 'InvalidParameterValueException',
    });
    await expect(
      source.change({
        batchSize: 10,
        batchingWindowSeconds: 0,
        maximumConcurrency: 1,
        isEnabled: true,
      }),
    ).rejects.toMatchObject({
      name: 'InvalidParameterValueException',
    });
    await expect(other.read()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('reads what a mapping leaves out as what Lambda takes then', async () => {
    const client = { send: async () => ({ State: 'Enabled' }) } as unknown as LambdaClient;

    expect(await eventSource(client, 'bulk', uuid).read()).toEqual({
      batchSize: 10,
      batchingWindowSeconds: 0,
      maximumConcurrency: 1_000,
      isEnabled: true,
    });
  });
});

describe('isRead', () => {
  it('tells that Lambda reads the queue, until the mapping is disabled or gone', async () => {
    const { source, poller, isRead: isQueueRead, isOtherRead } = await anEventSource();
    const settings = await source.read();

    expect([await isQueueRead(), await isOtherRead()]).toEqual([true, false]);
    if (settings !== undefined) await source.change({ ...settings, isEnabled: false });
    poller.settle();
    expect(await isQueueRead()).toBe(false);
  });
});

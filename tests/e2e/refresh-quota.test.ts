import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as z from 'zod/mini';
import { type Stack, startStack } from '../../local/stack.ts';
import { packagedTemplate } from '../../local/template/packaged.ts';
import { connect } from '../../shared/aws/clients/connect.ts';
import { twelveHoursFromNow } from '../support/hours.ts';
import { until } from '../support/until.ts';

// The packaged functions in their processes: what refresh-quota makes of the account, and sending
// with clocks that are wrong.

const firstRate = 100;
const rate = 25;
const clocksOffMs = [5_000, -5_000];
const accepted = z.array(z.tuple([z.number(), z.number()]));
const copies = z.array(z.object({ copies: z.number() }));
const statistics = z.object({ acceptedCalls: z.number(), throttled: z.number() });
const mappingList = z.object({
  EventSourceMappings: z.array(z.object({ EventSourceArn: z.string(), State: z.string() })),
});

let stack: Stack;
let directory: string;
let sqs: SQSClient;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'refresh-quota-'));
  stack = await startStack({
    package: await packagedTemplate(),
    directory,
    rate: firstRate,
    quota: 50_000,
    latencyMs: 20,
    quiet: true,
    warm: true,
    // Closed queues are read at no time of the test.
    environment: { RENEWAL_HOUR: twelveHoursFromNow() },
    clockSkewMs: (container, functionKey) =>
      functionKey === 'send-email' ? (clocksOffMs[container] ?? 0) : 0,
  });
  ({ sqs } = connect({
    region: stack.endpoints.region,
    sqsEndpoint: stack.endpoints.sqs,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  }));
});

afterAll(async () => {
  sqs?.destroy();
  await stack?.stop();
  await rm(directory, { recursive: true, force: true });
});

const simulator = async (path: string, body?: unknown): Promise<unknown> =>
  (
    await fetch(
      `${stack.endpoints.ses}/_sim/${path}`,
      body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) },
    )
  ).json();

const put = async (lane: 'transactional' | 'bulk', count: number, first = 0): Promise<void> => {
  for (let from = first; from < first + count; from += 10) {
    const Entries = Array.from({ length: 10 }, (_, at) => ({
      Id: String(at),
      MessageBody: JSON.stringify({
        messageId: `${lane}-${from + at}`,
        from: 'Shop <shop@example.com>',
        to: [`${lane}-${from + at}@example.org`],
        subject: 'Your order',
        text: 'It is on its way.',
      }),
    }));
    await sqs.send(
      new SendMessageBatchCommand({ QueueUrl: stack.endpoints.queues[lane] ?? '', Entries }),
    );
  }
};

/** State of the event sources of the sender, as Lambda's API tells it. */
const statesOfQueues = async (): Promise<string> => {
  const answer = await fetch(
    `${stack.endpoints.lambda}/2015-03-31/event-source-mappings?FunctionName=ses-pipeline-dev-send-email`,
  );
  const { EventSourceMappings } = mappingList.parse(await answer.json());
  return EventSourceMappings.map(({ State }) => State).join(' ');
};

const refresh = () => stack.invoke('refresh-quota', {});

describe('refresh-quota', () => {
  it('has set the event sources by the rate before the first message, and published how the ledger stands', () => {
    const gauges = stack.metrics
      .totals()
      .filter(({ name }) => ['QuotaUsed', 'SendRate', 'LedgerLag'].includes(name));

    expect(stack.pollers['ses-pipeline-dev-transactional']?.settings()).toMatchObject({
      batchSize: 10,
      batchingWindowSeconds: 0,
      maximumConcurrency: 5,
    });
    expect(stack.pollers['ses-pipeline-dev-bulk']?.settings()).toMatchObject({
      batchSize: 50,
      batchingWindowSeconds: 1,
      maximumConcurrency: 3,
    });
    expect(gauges.map(({ name, unit, dimensions }) => [name, unit, dimensions])).toEqual([
      ['QuotaUsed', 'Percent', { stage: 'dev' }],
      ['SendRate', 'Count/Second', { stage: 'dev' }],
      ['LedgerLag', 'Milliseconds', { stage: 'dev' }],
    ]);
  });

  it('reads no queue while sending is paused, and both again when it is not', async () => {
    await simulator('account', { sendingEnabled: false });
    expect((await refresh()).kind).toBe('ok');
    await until('no queue is read', async () => (await statesOfQueues()) === 'Disabled Disabled');

    await simulator('account', { sendingEnabled: true });
    expect((await refresh()).kind).toBe('ok');

    expect(await statesOfQueues()).toBe('Enabled Enabled');
  });

  it('sets the event sources to another rate', async () => {
    await simulator('account', { maxSendRate: 200 });
    await refresh();
    const fast = stack.pollers['ses-pipeline-dev-bulk']?.settings();
    await simulator('account', { maxSendRate: rate });
    await refresh();

    expect(fast).toMatchObject({ batchSize: 50, batchingWindowSeconds: 1, maximumConcurrency: 3 });
    expect(stack.pollers['ses-pipeline-dev-bulk']?.settings()).toMatchObject({
      batchSize: 10,
      batchingWindowSeconds: 0,
      maximumConcurrency: 2,
    });
  });
});

/**
 * Sends 120 mails from both queues; gives how long it took from the first that SES accepted to the
 * last, in ms, and how many came in one second.
 */
const sendAll = async (): Promise<{ readonly tookMs: number; readonly worstSecond: number }> => {
  const before = accepted.parse(await simulator('accepted?since=0')).length;
  await Promise.all([put('transactional', 60, before), put('bulk', 60, before)]);
  await until(
    'all are sent',
    async () => statistics.parse(await simulator('stats')).acceptedCalls >= before + 120,
  );
  const times = accepted
    .parse(await simulator('accepted?since=0'))
    .map(([atMs]) => atMs)
    .slice(before);
  expect(times).toHaveLength(120);
  return {
    tookMs: Math.max(...times) - Math.min(...times),
    worstSecond: Math.max(
      ...times.map((from) => times.filter((at) => at >= from && at < from + 1_000).length),
    ),
  };
};

describe('send-email', () => {
  it('holds the rate and doubles nothing while the clock of one worker is five seconds ahead and that of another behind', async () => {
    const wrongClocks = await sendAll();

    expect(copies.parse(await simulator('copies'))).toEqual([]);
    // The simulator's own bucket holds a second of rate; a worker may catch up 300 ms.
    expect(wrongClocks.worstSecond).toBeLessThanOrEqual(2 * rate);
    expect(statistics.parse(await simulator('stats')).throttled).toBeLessThanOrEqual(3);
    // 120 slots are 5 s; where workers go by such clocks it takes nine and more.
    if (wrongClocks.tookMs < 7_500) return;
    // A machine that has no time for its processes: their successors have right clocks, and take as
    // long.
    stack.kill('send-email');
    const rightClocks = await sendAll();
    expect(wrongClocks.tookMs).toBeLessThan(1.5 * rightClocks.tookMs);
  });
});

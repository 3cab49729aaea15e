import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import * as z from 'zod/mini';
import { type Stack, startStack } from '../../local/stack.ts';
import { packagedTemplate } from '../../local/template/packaged.ts';
import { connect } from '../../shared/aws/clients/connect.ts';
import { twelveHoursFromNow } from '../support/hours.ts';
import { until } from '../support/until.ts';

// The packaged functions in their processes, with their schedule: mail that the 24-hour quota has
// no room for.

const quota = 20;
/** Bulk mail leaves a twentieth of the quota to transactional mail. */
const bulkQuota = quota - 1;

const accepted = z.array(z.object({ atMs: z.number(), to: z.array(z.string()) }));
/**
 * What is deferred for quota comes again so long after the last reading of the account, and a
 * little.
 */
const longestDeferralMs = 66_000;

type Lane = 'transactional' | 'bulk';

let stack: Stack;
let directory: string;
let sqs: SQSClient;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'deferred-mail-'));
  stack = await startStack({
    package: await packagedTemplate(),
    directory,
    // SES allows no burst at this rate, so mails go one by one and reach SES in the order of slots.
    rate: 2,
    quota,
    latencyMs: 20,
    quiet: true,
    warm: true,
    // Closed queues are read at no time of the test.
    environment: { RENEWAL_HOUR: twelveHoursFromNow() },
  });
  ({ sqs } = connect({
    region: stack.endpoints.region,
    sqsEndpoint: stack.endpoints.sqs,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  }));
});

afterEach(async () => {
  sqs?.destroy();
  await stack?.stop();
  await rm(directory, { recursive: true, force: true });
});

const simulator = async (path: string, init: RequestInit = {}): Promise<unknown> =>
  (await fetch(`${stack.endpoints.ses}/_sim/${path}`, init)).json();

const raiseQuota = () =>
  simulator('account', { method: 'POST', body: JSON.stringify({ max24HourSend: 50_000 }) });

const addressOf = (lane: Lane, index: number): string => `${lane}-${index}@example.org`;

const put = async (lane: Lane, from: number, to: number): Promise<void> => {
  for (let first = from; first < to; first += 10) {
    const Entries = Array.from({ length: Math.min(10, to - first) }, (_, at) => ({
      Id: String(at),
      MessageBody: JSON.stringify({
        messageId: `${lane}-${first + at}`,
        from: 'Shop <shop@example.com>',
        to: [addressOf(lane, first + at)],
        subject: 'Your order',
        text: 'It is on its way.',
      }),
    }));
    await sqs.send(
      new SendMessageBatchCommand({ QueueUrl: stack.endpoints.queues[lane] ?? '', Entries }),
    );
  }
};

/** Those whom a mail of the lane reached, in the order in which SES took the mail. */
const reached = async (lane: Lane): Promise<readonly string[]> =>
  accepted
    .parse(await simulator('messages?limit=1000'))
    .toSorted((one, other) => one.atMs - other.atMs)
    .flatMap(({ to }) => to)
    .filter((address) => address.startsWith(lane));

/** Messages that a run has left for later, as the sender counts them. */
const deferred = (): number =>
  stack.metrics
    .totals()
    .filter(({ name }) => name === 'Deferred')
    .reduce((sum, { sum: value }) => sum + value, 0);

const mappings = z.object({
  EventSourceMappings: z.array(z.object({ EventSourceArn: z.string(), State: z.string() })),
});

const isRead = async (lane: Lane): Promise<boolean> => {
  const answer = await fetch(
    `${stack.endpoints.lambda}/2015-03-31/event-source-mappings?FunctionName=ses-pipeline-dev-send-email`,
  );
  return mappings
    .parse(await answer.json())
    .EventSourceMappings.some(
      ({ EventSourceArn, State }) => EventSourceArn.endsWith(lane) && State === 'Enabled',
    );
};

const everybody = (lane: Lane, count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => addressOf(lane, index));

/** Sends as much as the quota has room for, and ten mails more, which are deferred. */
const useUp = async (lane: Lane, room: number): Promise<void> => {
  await put(lane, 0, room);
  await until('what fits is sent', async () => (await reached(lane)).length === room);
  await put(lane, room, room + 10);
  await until('the rest is deferred', () => deferred() >= 10);
  expect(await reached(lane)).toHaveLength(room);
};

describe('mail that the 24-hour quota has no room for', () => {
  it('goes out by itself soon after the quota is raised, each mail once and none before those that fitted', async () => {
    await useUp('transactional', quota);
    await raiseQuota();
    await until('all of it is sent', async () => (await reached('transactional')).length >= 30);

    const all = await reached('transactional');
    expect(all.toSorted()).toEqual(everybody('transactional', 30).toSorted());
    expect(all.slice(0, quota).toSorted()).toEqual(everybody('transactional', quota).toSorted());
  });

  it('goes out in its order when its queue was closed meanwhile', async () => {
    await useUp('bulk', bulkQuota);
    await stack.invoke('refresh-quota', {});
    await until('the queue is closed', async () => !(await isRead('bulk')));
    // All of it is there when the queue opens again, so that one batch takes it.
    await sleep(longestDeferralMs);
    expect(await reached('bulk')).toHaveLength(bulkQuota);

    await raiseQuota();
    await until('all of it is sent', async () => (await reached('bulk')).length >= 29);

    const all = await reached('bulk');
    expect(all.toSorted()).toEqual(everybody('bulk', 29).toSorted());
    expect(all.slice(bulkQuota)).toEqual(everybody('bulk', 29).slice(bulkQuota));
  });
});

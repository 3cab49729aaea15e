import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ListSubscriptionsByTopicCommand,
  SNSClient,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { cost } from '../../cli/commands/cost/cost.ts';
import { openCostTools } from '../../cli/commands/cost/cost-tools.ts';
import { findTarget, type Target } from '../../cli/target.ts';
import { type Stack, startStack } from '../../local/stack.ts';
import { packagedTemplate } from '../../local/template/packaged.ts';
import { type Clients, connect } from '../../shared/aws/clients/connect.ts';
import { canaryReader } from '../../shared/aws/messages/canary-item.ts';
import { findItems } from '../../shared/aws/messages/find-messages.ts';
import { canaryKey, canaryPaths } from '../../shared/canary/canary-mail.ts';
import type { CanaryState } from '../../shared/canary/canary-state.ts';
import { basicStreams } from '../../shared/email/streams.ts';
import { parseMessageItem } from '../../shared/messages/message-item.ts';
import { capturedIo } from '../cli/captured-io.ts';
import { until } from '../support/until.ts';

// The packaged functions in their processes: canaries go through queue, sender, SES, topics and
// recorders.

let stack: Stack;
let directory: string;
let target: Target;
let clients: Clients;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'canary-'));
  stack = await startStack({
    package: await packagedTemplate(),
    directory,
    rate: 100,
    latencyMs: 10,
    longestWindowSeconds: 1,
    quiet: true,
    schedule: false,
    canary: { from: 'Canary <canary@example.com>', minutes: 15 },
  });
  const answer = findTarget({
    stage: undefined,
    region: undefined,
    localEndpoints: JSON.stringify(stack.endpoints),
    environment: {},
  });
  if (answer.kind === 'none') throw new Error(answer.problem);
  target = answer.target;
  clients = connect(target.connection);
  await stack.invoke('refresh-quota', {});
});

afterAll(async () => {
  clients?.sqs.destroy();
  clients?.dynamodb.destroy();
  await stack?.stop();
  await rm(directory, { recursive: true, force: true });
});

const rows = () => ({ documents: clients.documents, table: target.tables.messages });

const run = async (): Promise<CanaryState> => {
  expect((await stack.invoke('send-canary', {})).kind).toBe('ok');
  const state = await canaryReader(rows(), () => undefined)();
  if (state === undefined) throw new Error('no state');
  return state;
};

/** Paths whose canary of this round has come back. */
const provenOf = async ({ round }: CanaryState): Promise<readonly string[]> => {
  const items = await findItems(
    rows(),
    canaryPaths.map((path) => canaryKey(path, round)),
    'strong',
  );
  return items
    .map(parseMessageItem)
    .flatMap(({ key, events }) =>
      canaryPaths.filter(
        (path) => key.messageId.startsWith(path) && events.some(({ kind }) => kind === path),
      ),
    )
    .toSorted();
};

const allItems = async (table: string): Promise<readonly unknown[]> => {
  const items: unknown[] = [];
  for await (const item of clients.documents.scan({ TableName: table })) items.push(item);
  return items;
};

const sum = (name: string): number => stack.metrics.sum(name, { stage: 'dev' });

describe('canaries on the local stack', () => {
  it('come back on every path, suppress nobody and count nowhere', async () => {
    const first = await run();
    await until('the canaries to come back', async () => (await provenOf(first)).length === 3);
    const second = await run();

    expect(Object.keys(second.seen).toSorted()).toEqual(['bounce', 'complaint', 'delivery']);
    expect(second.troubles).toEqual({});
    expect(second.round.id).not.toBe(first.round.id);
    expect(sum('CanaryBroken')).toBe(0);
    await until('the next ones to come back', async () => (await provenOf(second)).length === 3);
    expect(await allItems(target.tables.suppressions)).toEqual([]);
    expect(await allItems(target.tables.reputation)).toEqual([]);
    expect(['Sent', 'Delivered', 'Bounced', 'Complained'].map(sum)).toEqual([0, 0, 0, 0]);
  });

  it('tell which path is broken when nobody is subscribed to its topic', async () => {
    const sns = new SNSClient({
      region: 'us-east-1',
      endpoint: stack.endpoints.sns,
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
    const TopicArn = stack.endpoints.topics.delivery ?? stack.endpoints.topics.deliveries;
    const { Subscriptions = [] } = await sns.send(
      new ListSubscriptionsByTopicCommand({ TopicArn }),
    );
    expect(Subscriptions.length).toBeGreaterThan(0);
    for (const { SubscriptionArn } of Subscriptions)
      await sns.send(new UnsubscribeCommand({ SubscriptionArn }));
    sns.destroy();

    const round = await run();
    await until(
      'bounce and complaint to come back',
      async () => (await provenOf(round)).join() === 'bounce,complaint',
    );
    // As if SES had taken it a quarter of an hour ago.
    const { tenantId, messageId } = canaryKey('delivery', round.round);
    await clients.documents.update({
      TableName: target.tables.messages,
      Key: { pk: `${tenantId}#${messageId}` },
      UpdateExpression: 'SET sentAt0 = :then',
      ExpressionAttributeValues: { ':then': Date.now() - 15 * 60_000 },
    });
    const { troubles } = await run();

    expect(troubles).toEqual({ delivery: { kind: 'lost', sinceMs: expect.any(Number) } });
    expect(sum('CanaryBroken')).toBe(1);
  });

  it('are part of a stack of which `cost` can tell', async () => {
    const io = capturedIo();
    const tools = await openCostTools({
      target,
      clients,
      clock: { now: Date.now, sleepUntil: async () => undefined },
      streams: async () => basicStreams,
    });

    expect(await cost({ json: true }, { ...io, ...tools })).toBe(0);
    expect(JSON.parse(io.out.join())).toMatchObject({
      plan: 'NONE',
      soFar: { recipients: 0 },
      notes: [expect.stringContaining('local stack'), expect.stringContaining('reputation table')],
    });
  });
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as z from 'zod/mini';
import { listHeldMail, release } from '../../cli/commands/held/held.ts';
import { openHeldTools } from '../../cli/commands/held/held-tools.ts';
import { pause, resume } from '../../cli/commands/reputation/pauses.ts';
import { openReputationTools } from '../../cli/commands/reputation/reputation-tools.ts';
import type { Pipeline } from '../../cli/program.ts';
import { findTarget, type Target } from '../../cli/target.ts';
import { type Stack, startStack } from '../../local/stack.ts';
import { packagedTemplate } from '../../local/template/packaged.ts';
import { type Clients, connect } from '../../shared/aws/clients/connect.ts';
import { basicStreams } from '../../shared/email/streams.ts';
import { sumCounts } from '../../shared/reputation/counts.ts';
import { slotOf, slotsBetween } from '../../shared/reputation/periods.ts';
import { systemClock } from '../../shared/system/clock.ts';
import { capturedIo } from '../cli/captured-io.ts';
import { until } from '../support/until.ts';

// The packaged functions in their processes: tenants whose mail bounces, from SES's events to held
// mail and back.

const stream = 'notifications';
const received = z.array(
  z.object({ id: z.string(), to: z.array(z.string()), tags: z.record(z.string(), z.string()) }),
);
const copies = z.array(z.object({ copies: z.number() }));

let stack: Stack;
let directory: string;
let clients: Clients;
let sns: SNSClient;
let target: Target;
const failOnUnreadable = () => {
  throw new Error('No item is unreadable here.');
};

let tools: Awaited<ReturnType<typeof openReputationTools>>;
const startedMs = Date.now();

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'reputation-'));
  stack = await startStack({
    package: await packagedTemplate(),
    directory,
    rate: 100,
    quota: 50_000,
    latencyMs: 10,
    longestWindowSeconds: 1,
    quiet: true,
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
  tools = await openReputationTools(pipelineOf(), failOnUnreadable, failOnUnreadable);
  const { region, sns: endpoint } = stack.endpoints;
  sns = new SNSClient({
    region,
    endpoint,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
});

afterAll(async () => {
  sns?.destroy();
  clients?.sqs.destroy();
  clients?.dynamodb.destroy();
  await stack?.stop();
  await rm(directory, { recursive: true, force: true });
});

const simulator = async (path: string): Promise<unknown> =>
  (await fetch(`${stack.endpoints.ses}/_sim/${path}`)).json();

/** What SES took of a tenant, in the order in which it did. */
const accepted = async (tenantId: string) =>
  received
    .parse(await simulator('messages?limit=1000'))
    .filter(({ tags }) => tags['pipeline-tenant'] === tenantId);

const put = async (tenantId: string, messageIds: readonly string[]): Promise<void> => {
  for (let from = 0; from < messageIds.length; from += 10) {
    const Entries = messageIds.slice(from, from + 10).map((messageId, index) => ({
      Id: String(index),
      MessageBody: JSON.stringify({
        messageId,
        tenantId,
        stream,
        from: 'Shop <shop@example.com>',
        to: [`${messageId}@example.org`],
        subject: 'News',
        text: 'There is some.',
      }),
    }));
    await clients.sqs.send(
      new SendMessageBatchCommand({ QueueUrl: stack.endpoints.queues.bulk ?? '', Entries }),
    );
  }
};

const names = (prefix: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}-${index}`);

/**
 * Ids of a tenant's messages that SES accepted. Workers run side by side, so mail that was put on a
 * queue in order may overtake by a slot.
 */
const sentNames = async (tenantId: string): Promise<readonly (string | undefined)[]> =>
  (await accepted(tenantId)).map(({ tags }) => tags['pipeline-message']);

/** SES tells that the first mails of a tenant bounced for good. */
const bounce = async (tenantId: string, count: number): Promise<void> => {
  for (const { id, to, tags } of (await accepted(tenantId)).slice(0, count)) {
    const timestamp = new Date().toISOString();
    const Message = JSON.stringify({
      eventType: 'Bounce',
      bounce: {
        bounceType: 'Permanent',
        bounceSubType: 'General',
        bouncedRecipients: to.map((emailAddress) => ({ emailAddress })),
        timestamp,
        feedbackId: `bounce-of-${id}`,
      },
      mail: {
        timestamp,
        messageId: id,
        source: 'shop@example.com',
        destination: to,
        tags: Object.fromEntries(Object.entries(tags).map(([name, value]) => [name, [value]])),
      },
    });
    // SNS may deliver twice.
    for (const _ of ['once', 'again'])
      await sns.send(
        new PublishCommand({ TopicArn: stack.endpoints.topics.feedback ?? '', Message }),
      );
  }
};

/** What the recorders have written down of a tenant, before anybody has added it up. */
const counted = async (tenantId: string) => {
  const slots = await Promise.all(
    slotsBetween(slotOf(startedMs), Date.now()).map((slot) => tools.book.countSlot(slot)),
  );
  return sumCounts(slots.flatMap((tally) => tally.get(`${tenantId}#${stream}`) ?? []));
};

const areCounted =
  (...expected: readonly (readonly [tenantId: string, sent: number, bounced: number])[]) =>
  async (): Promise<boolean> => {
    for (const [tenantId, sent, bounced] of expected) {
      const counts = await counted(tenantId);
      if (counts.sent !== sent || counts.bounced !== bounced) return false;
    }
    return true;
  };

const guard = async () => (await stack.invoke('guard-reputation', {})).kind;

const standings = async () =>
  (await tools.book.listStandings())
    .filter(({ tenantId, scope }) => tenantId !== '*' && scope !== '*')
    .map(({ tenantId, standing }) => `${tenantId} ${standing}`)
    .toSorted();

const heldOf = async (tenantId: string): Promise<readonly string[]> => {
  const held: string[] = [];
  for await (const { messageId } of tools.listHeld({ tenantId })) held.push(messageId);
  return held;
};

const pipelineOf = (): Pipeline => ({
  target,
  clients,
  clock: systemClock,
  streams: async () => basicStreams,
});

describe("an operator's pause", () => {
  it("lets the tenant's mail wait and others' go; release refuses while it stands, and resume sends what waited, once", async () => {
    const io = capturedIo();
    const held = await openHeldTools(pipelineOf(), failOnUnreadable);

    expect(
      await pause(
        'owing',
        { stream, why: 'An invoice is open.', json: true, force: true },
        { ...io, ...tools },
      ),
    ).toBe(0);
    for (const messageId of names('waits', 4)) await put('owing', [messageId]);
    await put('paying', ['goes']);
    await until('all of its mail is held', async () => (await heldOf('owing')).length === 4);
    await until("the other's is sent", async () =>
      (await accepted('paying')).some(({ tags }) => tags['pipeline-message'] === 'goes'),
    );
    expect(await accepted('owing')).toEqual([]);

    expect(await release('owing', { json: true }, { ...io, ...held })).toBe(3);
    const listed = capturedIo();
    expect(await listHeldMail({ tenant: 'owing', json: true }, { ...listed, ...held })).toBe(0);
    expect(listed.out.map((line) => JSON.parse(line).messageId)).toEqual(names('waits', 4));

    expect(
      await resume('owing', { stream, why: 'It is paid.', json: true }, { ...io, ...tools }),
    ).toBe(0);
    await until('what waited is sent', async () => (await accepted('owing')).length >= 4);
    expect((await sentNames('owing')).toSorted()).toEqual(names('waits', 4));
    expect(copies.parse(await simulator('copies'))).toEqual([]);
    expect(await heldOf('owing')).toEqual([]);
    expect(await release('owing', { json: true }, { ...io, ...held })).toBe(3);
  });
});

describe('guard-reputation', () => {
  it('pauses a tenant of 10 bounces in 100 mails, warns one of 6 in 100, and leaves one of 1 in 10 alone', async () => {
    await Promise.all([
      put('ten', names('ten', 100)),
      put('six', names('six', 100)),
      put('one', names('one', 10)),
    ]);
    await until(
      'all mail is counted',
      areCounted(['ten', 100, 0], ['six', 100, 0], ['one', 10, 0]),
    );
    await Promise.all([bounce('ten', 10), bounce('six', 6), bounce('one', 1)]);
    await until(
      'all bounces are counted',
      areCounted(['ten', 100, 10], ['six', 100, 6], ['one', 10, 1]),
    );

    expect(await guard()).toBe('ok');

    expect(await standings()).toEqual(['six warned', 'ten paused']);
    const rates = stack.metrics.totals().filter(({ name }) => name === 'Standing');
    expect(rates.map(({ dimensions }) => dimensions)).toContainEqual({
      stage: 'dev',
      tenant: 'ten',
    });
  });

  it("lets the paused tenant's mail wait, and others' go", async () => {
    for (const messageId of names('later', 5)) await put('ten', [messageId]);
    await put('six', ['another']);

    await until('all of its mail is held', async () => (await heldOf('ten')).length === 5);
    await until("the other's is sent", async () => (await accepted('six')).length === 101);

    expect(await heldOf('ten')).toEqual(names('later', 5));
    expect(await accepted('ten')).toHaveLength(100);
  });

  it('sends what waited after an operator resumes, once, and does not pause it again', async () => {
    const io = capturedIo();

    expect(
      await resume('ten', { stream, why: 'The list is cleaned.', json: true }, { ...io, ...tools }),
    ).toBe(0);
    await until('what waited is sent', async () => (await accepted('ten')).length >= 105);
    expect(await guard()).toBe('ok');

    expect(io.out.map((line) => JSON.parse(line))).toMatchObject([{ released: 5 }]);
    expect((await sentNames('ten')).slice(100).toSorted()).toEqual(names('later', 5));
    expect(copies.parse(await simulator('copies'))).toEqual([]);
    expect(await heldOf('ten')).toEqual([]);
    expect(
      (await tools.tenants.list()).find(({ tenantId }) => tenantId === 'ten')?.pauses.size,
    ).toBe(0);
  });
});

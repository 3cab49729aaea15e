import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as z from 'zod/mini';
import { openHeldTools } from '../../cli/commands/held/held-tools.ts';
import { findTarget } from '../../cli/target.ts';
import { journalName } from '../../local/stack/start-event-journal.ts';
import { type Stack, startStack } from '../../local/stack.ts';
import { packagedTemplate } from '../../local/template/packaged.ts';
import { type Clients, connect } from '../../shared/aws/clients/connect.ts';
import { addressHasher } from '../../shared/aws/secrets/address-hasher.ts';
import { suppressionTable } from '../../shared/aws/suppressions/suppression-table.ts';
import { tenantPauses } from '../../shared/aws/tenants/tenant-pauses.ts';
import { basicStreams } from '../../shared/email/streams.ts';
import { pipelineEventSchema } from '../../shared/pipeline-events/pipeline-event.ts';
import { systemClock } from '../../shared/system/clock.ts';
import { until } from '../support/until.ts';

// The packaged functions in their processes, publishing to a topic and a bus: what a service gets
// that subscribes to both.

const line = z.object({
  via: z.enum(['sns', 'eventbridge']),
  event: z.unknown(),
});

let stack: Stack;
let directory: string;
let clients: Clients;
let tables: { readonly tenants: string; readonly suppressions: string };
let held: Awaited<ReturnType<typeof openHeldTools>>;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'pipeline-events-'));
  stack = await startStack({
    package: await packagedTemplate(),
    directory,
    rate: 100,
    latencyMs: 10,
    longestWindowSeconds: 1,
    quiet: true,
    pipelineEvents: { to: 'both', addresses: 'hashed' },
  });
  const answer = findTarget({
    stage: undefined,
    region: undefined,
    localEndpoints: JSON.stringify(stack.endpoints),
    environment: {},
  });
  if (answer.kind === 'none') throw new Error(answer.problem);
  clients = connect(answer.target.connection);
  tables = answer.target.tables;
  held = await openHeldTools(
    { target: answer.target, clients, clock: systemClock, streams: async () => basicStreams },
    () => undefined,
  );
});

afterAll(async () => {
  clients?.sqs.destroy();
  clients?.dynamodb.destroy();
  await stack?.stop();
  await rm(directory, { recursive: true, force: true });
});

const send = (messageId: string, to: string, tenantId = 'default') =>
  clients.sqs.send(
    new SendMessageCommand({
      QueueUrl: stack.endpoints.queues.transactional ?? '',
      MessageBody: JSON.stringify({
        messageId,
        tenantId,
        from: 'Shop <shop@example.com>',
        to: [to],
        subject: 'A secret order',
        text: 'It is on its way.',
      }),
    }),
  );

const journal = () => readFile(join(stack.directory, journalName), 'utf8');

/** Each event once by its id, as a service keeps it, in the form of the schema. */
const eventsVia = async (via: 'sns' | 'eventbridge') => {
  const lines = (await journal()).split('\n').filter((text) => text !== '');
  const events = lines
    .map((text) => line.parse(JSON.parse(text)))
    .filter((one) => one.via === via)
    .map(({ event }) =>
      pipelineEventSchema.parse(
        via === 'sns' ? event : z.parse(z.object({ detail: z.unknown() }), event).detail,
      ),
    );
  return [...new Map(events.map((event) => [event.id, event])).values()];
};

/** `type of message`, or `type of tenant`. */
const namesVia = async (via: 'sns' | 'eventbridge') =>
  (await eventsVia(via))
    .map((event) => `${event.type} ${'messageId' in event ? event.messageId : event.tenantId}`)
    .toSorted();

const expected = [
  ...['sent ok', 'delivered ok'],
  ...['sent gone', 'bounced gone'],
  ...['sent angry', 'delivered angry', 'complained angry'],
  'suppressed listed',
  'rejected wrong',
  ...['held later', 'released later', 'sent later', 'delivered later'],
  ...['tenant-paused acme', 'tenant-resumed acme'],
].toSorted();

const publishPauses = () => stack.invoke('refresh-quota', {});

describe('pipeline events', () => {
  it('tell a service once, on the topic and on the bus, what became of each mail and tenant', async () => {
    const pauses = tenantPauses(clients.documents, tables.tenants);
    const operator = { by: 'operator', why: 'Jane asked.' } as const;
    await suppressionTable(clients.documents, tables.suppressions).enter({
      ...{ address: 'listed@example.org', scope: '*', reason: 'operator', detail: '' },
      ...{ source: 'test', sinceMs: Date.now(), expiresAtMs: undefined },
    });
    await pauses.pause('acme', '*', { ...operator, since: Date.now() });
    await publishPauses();
    await send('ok', 'ok@example.org');
    await send('gone', 'bounce@simulator.amazonses.com');
    await send('angry', 'complaint@simulator.amazonses.com');
    await send('listed', 'listed@example.org');
    await send('wrong', 'no address');
    await send('later', 'later@example.org', 'acme');
    await until('the mail of acme is held', async () =>
      (await namesVia('sns')).includes('held later'),
    );
    await pauses.resume('acme', '*', { ...operator, since: Date.now(), released: true });
    await publishPauses();
    await held.releaseHeld({ tenantId: 'acme' });

    for (const via of ['sns', 'eventbridge'] as const) {
      await until(
        `everything is published via ${via}`,
        async () => (await namesVia(via)).length >= expected.length,
      );
      expect(await namesVia(via)).toEqual(expected);
    }
  });

  it('carry no address and nothing of a mail, and the hash of the address under the key', async () => {
    const text = await journal();
    const hash = await addressHasher(stack.endpoints.secretsKey)();

    expect(text).not.toMatch(/@|example|simulator\.amazonses|secret|on its way|Jane/);
    const bounced = (await eventsVia('sns')).find(({ type }) => type === 'bounced');
    expect(bounced).toMatchObject({
      messageId: 'gone',
      bounceType: 'Permanent',
      addressHashes: [hash('bounce@simulator.amazonses.com')],
    });
  });
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as z from 'zod/mini';
import { openHeldTools } from '../../cli/commands/held/held-tools.ts';
import { createSesTenant } from '../../cli/commands/tenants/ses.ts';
import { openSesTools } from '../../cli/commands/tenants/ses-tools.ts';
import { findTarget } from '../../cli/target.ts';
import { type Stack, startStack } from '../../local/stack.ts';
import { packagedTemplate } from '../../local/template/packaged.ts';
import { type Clients, connect } from '../../shared/aws/clients/connect.ts';
import { basicStreamsOf } from '../../shared/streams/stream-facts.ts';
import { systemClock } from '../../shared/system/clock.ts';
import { capturedIo } from '../cli/captured-io.ts';
import { collect } from '../support/collect.ts';
import { until } from '../support/until.ts';

// The packaged functions in their processes: a tenant of SES from its making to a pause by AWS and
// back. The guard is started by SES's events alone: the next scheduled run is minutes away.

const received = z.array(
  z.object({ tenant: z.optional(z.string()), tags: z.record(z.string(), z.string()) }),
);

let stack: Stack;
let directory: string;
let clients: Clients;
let io: ReturnType<typeof capturedIo> & ReturnType<typeof openSesTools>;
let held: Awaited<ReturnType<typeof openHeldTools>>;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ses-tenants-'));
  stack = await startStack({
    package: await packagedTemplate(),
    directory,
    rate: 100,
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
  const { target } = answer;
  clients = connect(target.connection);
  const streams = async () => basicStreamsOf(target.queuePrefix);
  const pipeline = { target, clients, clock: systemClock, streams };
  io = { ...capturedIo(), ...openSesTools(pipeline) };
  held = await openHeldTools(pipeline, () => undefined);
  for (const tenantId of ['acme', 'zeta'])
    await clients.documents.put({
      TableName: target.tables.tenants,
      Item: { tenantId, settings: { from: 'Shop <shop@example.com>' } },
    });
});

afterAll(async () => {
  clients?.sqs.destroy();
  clients?.dynamodb.destroy();
  await stack?.stop();
  await rm(directory, { recursive: true, force: true });
});

const send = (tenantId: string, messageId: string) =>
  clients.sqs.send(
    new SendMessageCommand({
      QueueUrl: stack.endpoints.queues.transactional ?? '',
      MessageBody: JSON.stringify({
        messageId,
        tenantId,
        stream: 'transactional',
        to: [`${messageId}@example.org`],
        subject: 'Order',
        text: 'There is one.',
      }),
    }),
  );

/** SES tenant and id of each mail that SES took. */
const taken = async () =>
  received
    .parse(await (await fetch(`${stack.endpoints.ses}/_sim/messages`)).json())
    .map(({ tenant, tags }) => `${tenant} ${tags['pipeline-message']}`);

const heldIds = async () =>
  (await collect(held.listHeld({ tenantId: 'acme' }))).map(({ messageId }) => messageId);

const byAws = (status: string, cause = 'it is well') =>
  fetch(`${stack.endpoints.ses}/_sim/tenants/acme`, {
    method: 'POST',
    body: JSON.stringify({ status, cause }),
  });

const pauseOfAcme = async () => (await held.findPauses('acme'))['by-ses'];

describe('a tenant of SES', () => {
  it('is made, sent as, paused by AWS with its reason and held, and goes out once it is reinstated', async () => {
    for (const tenantId of ['acme', 'zeta'])
      expect(await createSesTenant(tenantId, {}, io)).toBe(0);
    await send('acme', 'first');
    await until('the first mail goes out', async () => (await taken()).includes('acme first'));

    await byAws('DISABLED', 'spam trap hits');
    await until('the pause by SES is written', async () => (await pauseOfAcme()) !== undefined);
    await send('acme', 'second');
    await send('zeta', 'third');
    await until('the second mail is held', async () => (await heldIds()).length > 0);
    await until('the mail of the other goes out', async () =>
      (await taken()).includes('zeta third'),
    );
    expect(await pauseOfAcme()).toMatchObject({
      by: 'ses',
      why: 'AWS has paused its SES tenant: spam trap hits',
    });
    expect(await heldIds()).toEqual(['second']);
    expect(await taken()).toEqual(['acme first', 'zeta third']);

    await byAws('REINSTATED');
    await until('the held mail goes out', async () => (await taken()).includes('acme second'));

    expect(await pauseOfAcme()).toBeUndefined();
    expect(await heldIds()).toEqual([]);
    expect(await taken()).toEqual(['acme first', 'zeta third', 'acme second']);
  });
});

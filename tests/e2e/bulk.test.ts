import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as z from 'zod/mini';
import { token } from '../../cli/commands/token/token.ts';
import { type BulkEmail, connectPipeline, enqueueBulk } from '../../client/client.ts';
import { type Stack, startStack } from '../../local/stack.ts';
import { packagedTemplate } from '../../local/template/packaged.ts';
import { type Clients, connect } from '../../shared/aws/clients/connect.ts';
import { capturedIo } from '../cli/captured-io.ts';
import { readUntil } from '../support/until.ts';

// A mailing to fifty, at ten a second, through the packaged pipeline and a simulator that throttles.
// Senders that are killed in the middle are the crash matrix's: proofs/crashes.

const shown = z.looseObject({ states: z.optional(z.record(z.string(), z.number())) });
const received = z.array(
  z.object({ id: z.string(), to: z.array(z.string()), operation: z.string() }),
);
const throttles = z.object({ throttled: z.number() });
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

let stack: Stack;
let directory: string;
let clients: Clients;

/** @param limitsControlCalls - SES takes one joint request a second */
const start = (limitsControlCalls: boolean) => async (): Promise<void> => {
  directory = await mkdtemp(join(tmpdir(), 'bulk-'));
  stack = await startStack({
    ...{ package: await packagedTemplate(), directory, quiet: true },
    ...{ rate: 10, latencyMs: 20, longestWindowSeconds: 1, limitsControlCalls },
  });
  const { region, sqs: sqsEndpoint } = stack.endpoints;
  clients = connect({ region, sqsEndpoint, credentials });
};
const stop = async (): Promise<void> => {
  clients?.sqs.destroy();
  await stack?.stop();
  await rm(directory, { recursive: true, force: true });
};

const mailing = (name: string): BulkEmail & { readonly messageId: string } => ({
  ...{ messageId: name, tenantId: 'acme', stream: 'notifications' },
  from: 'Acme <news@example.com>',
  template: {
    content: { subject: 'News for {{who}}', text: 'Dear {{who}}, this is {{edition}}.' },
    data: { edition: 'the first' },
  },
  destinations: Array.from({ length: 50 }, (_, place) => ({
    to: [`${name}-${place}@example.org`],
    data: { who: `reader ${place}` },
    headers: { 'X-Reader': String(place) },
  })),
});

const addressesOf = ({ destinations }: BulkEmail): readonly string[] =>
  destinations.flatMap(({ to = [] }) => to.map(String)).toSorted();

const setFaults = (faults: Readonly<Record<string, number>>): Promise<unknown> =>
  fetch(`${stack.endpoints.ses}/_sim/faults`, { method: 'POST', body: JSON.stringify(faults) });

const ask = async (path: string): Promise<unknown> =>
  (await fetch(`${stack.endpoints.ses}/_sim/${path}`)).json();

type Arrival = readonly [to: string, id: string, operation: string];

const arrived = async (name: string): Promise<readonly Arrival[]> =>
  received
    .parse(await ask('messages'))
    .flatMap(({ id, to, operation }) => to.map((one): Arrival => [one, id, operation]))
    .filter(([to]) => to.startsWith(`${name}-`));

const mint = async (): Promise<string> => {
  const io = capturedIo();
  const options = { role: 'TENANT_ADMIN', tenant: 'acme', subject: 'a service', minutes: '10' };
  const readEndpoints = async () => JSON.stringify(stack.endpoints);
  if ((await token(options, { ...io, readEndpoints, now: Date.now })) !== 0)
    throw new Error(io.err.join('\n'));
  return io.out.join('');
};

const allArrived = (name: string, count: number) =>
  readUntil(
    () => arrived(name),
    (mails) => mails.length >= count,
  );

const enqueue = (whole: BulkEmail): Promise<unknown> =>
  clients.sqs.send(
    new SendMessageCommand({
      QueueUrl: stack.endpoints.queues.bulk ?? '',
      MessageBody: JSON.stringify(whole),
    }),
  );

/** By how many mails went each operation of SES. */
const operationsOf = (mails: readonly Arrival[]): ReadonlyMap<string, number> =>
  new Map(
    [...Map.groupBy(mails, ([, , operation]) => operation)].map(([name, some]) => [
      name,
      some.length,
    ]),
  );

describe('a message to several destinations', () => {
  beforeAll(start(false));
  afterAll(stop);

  it('from the client has a result for each, and each gets its own data and header', async () => {
    const { transactional = '', bulk = '' } = stack.endpoints.queues;
    const pipeline = connectPipeline({ queues: { transactional, bulk }, sqs: clients.sqs });
    const whole = mailing('client');
    const [first, ...others] = whole.destinations;
    const destinations = [{ ...first, to: ['nobody'] }, ...others];

    const results = await enqueueBulk(pipeline, { ...whole, destinations });
    expect(results.map(({ kind }) => kind)).toEqual(['invalid', ...others.map(() => 'queued')]);
    expect(results.map(({ messageId }) => messageId)).toEqual(
      destinations.map((_, place) => `client.${place + 1}`),
    );

    const mails = await allArrived('client', 49);
    expect(mails.map(([to]) => to).toSorted()).toEqual(
      addressesOf({ ...whole, destinations: others }),
    );
    // A mail that is alone at its slot goes by itself.
    expect(operationsOf(mails).get('SendBulkEmail')).toBeGreaterThan(20);
    const [, id = ''] = mails.find(([to]) => to === 'client-7@example.org') ?? [];
    const mime = await (await fetch(`${stack.endpoints.ses}/_sim/messages/${id}/raw`)).text();
    expect(mime).toMatch(/^Subject: News for reader 7\r?$/m);
    expect(mime).toMatch(/^X-Reader: 7\r?$/m);
    expect(mime).toContain('Dear reader 7, this is the first.');
  });

  it('reaches each of fifty once, though SES throttles the third joint request', async () => {
    const whole = mailing('throttled');
    await enqueue(whole);
    await allArrived('throttled', 4);
    await setFaults({ throttled: 1 });
    await readUntil(
      async () => throttles.parse(await ask('stats')).throttled,
      (throttled) => throttled > 0,
    );
    await fetch(`${stack.endpoints.ses}/_sim/faults`, { method: 'DELETE' });
    const mails = await allArrived('throttled', 50);

    expect(mails.map(([to]) => to).toSorted()).toEqual(addressesOf(whole));
    // After the throttle each goes by itself.
    expect(operationsOf(mails).get('SendBulkEmail')).toBeGreaterThanOrEqual(4);
    expect(operationsOf(mails).get('SendEmail')).toBeGreaterThan(20);
  });

  it('through the API has a result for each, whenever it comes, and is shown as a whole', async () => {
    const api = new URL('/api/v1/', stack.endpoints.api ?? '');
    const headers = {
      ...{ authorization: `Bearer ${await mint()}`, 'content-type': 'application/json' },
      'idempotency-key': 'api',
    };
    const { messageId: _, ...whole } = mailing('api');
    const [first, second, third] = whole.destinations;
    const body = { ...whole, destinations: [first, { ...second, to: ['nobody'] }, third] };
    const send = async () => {
      const options = { method: 'POST', headers, body: JSON.stringify(body) };
      const answer = await fetch(new URL('emails', api), options);
      return { status: answer.status, body: await answer.json() };
    };

    const answer = await send();
    expect(answer).toMatchObject({
      status: 202,
      body: {
        messageId: 'api',
        results: [
          { status: 'accepted', messageId: 'api.1' },
          { status: 'invalid', errors: [expect.stringMatching(/^to\[0\]: /)] },
          { status: 'accepted', messageId: 'api.3' },
        ],
      },
    });
    expect(await send()).toEqual(answer);

    const show = async () => {
      const answered = await fetch(new URL('tenants/acme/messages/api', api), { headers });
      return shown.parse(await answered.json());
    };
    expect(await readUntil(show, ({ states = {} }) => states.delivered === 2)).toEqual({
      ...{ messageId: 'api', tenantId: 'acme', states: { delivered: 2 }, reasons: [] },
      messages: ['api.1', 'api.3'].map((messageId) => ({ messageId, state: 'delivered' })),
    });
    expect((await arrived('api')).map(([to]) => to).toSorted()).toEqual([
      'api-0@example.org',
      'api-2@example.org',
    ]);
  });
});

describe('where SES takes one joint request a second', () => {
  beforeAll(start(true));
  afterAll(stop);

  it('a message reaches each of thirty once, most by requests of their own', async () => {
    const whole = mailing('limited');
    const destinations = whole.destinations.slice(0, 30);
    await enqueue({ ...whole, destinations });
    const mails = await allArrived('limited', 30);

    expect(mails.map(([to]) => to).toSorted()).toEqual(addressesOf({ ...whole, destinations }));
    expect(operationsOf(mails).get('SendEmail')).toBeGreaterThan(15);
  });
});

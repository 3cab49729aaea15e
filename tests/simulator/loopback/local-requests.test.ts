import { request } from 'node:http';
import { CreateQueueCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createEngineClients } from '../../../local/engines/create-resources.ts';
import { startQueueEngine, startTableEngine } from '../../../local/engines/engines.ts';
import { startServiceProxy } from '../../../local/faults/service-proxy.ts';
import { startLambdaApi } from '../../../local/lambda/lambda-api.ts';
import { startRuntimeApi } from '../../../local/lambda/runtime-api.ts';
import { startHttpApi } from '../../../local/triggers/http-api.ts';
import { startSesSimulator } from '../../../simulator/simulator.ts';
import { accountId, region } from '../../local/support/engine.ts';

interface Answer {
  readonly status: number;
  readonly allowsOrigin: string | undefined;
  readonly text: string;
}

const ends: (() => Promise<unknown>)[] = [];
const urls = new Map<string, string>();

const urlOf = (server: string): URL => new URL(urls.get(server) ?? '');

/** Sends what `fetch` would not: a Host of its own. */
const ask = (
  server: string,
  path: string,
  headers: Readonly<Record<string, string>>,
  method = 'POST',
  body = '',
): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = urlOf(server);
    const outgoing = request({ hostname, port, path, method, headers }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('end', () =>
        resolve({
          status: incoming.statusCode ?? 0,
          allowsOrigin: incoming.headers['access-control-allow-origin'],
          text: Buffer.concat(chunks).toString(),
        }),
      );
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });

const refused = expect.objectContaining({ status: 403, allowsOrigin: undefined });

beforeAll(async () => {
  const engineOptions = { region, accountId, port: 0, onLine: () => undefined };
  const [queues, tables, simulator] = await Promise.all([
    startQueueEngine(engineOptions),
    startTableEngine(engineOptions),
    startSesSimulator({ latencyMedianMs: 0, limitsControlCalls: false }),
  ]);
  const httpApi = await startHttpApi({ routes: () => [], accountId, port: 0, now: () => 0 });
  const lambdaApi = await startLambdaApi(() => [], 0);
  const runtimeApi = await startRuntimeApi('arn:aws:lambda:eu-west-1:000000000000:function:f');
  const proxy = await startServiceProxy({
    service: 'dynamodb',
    target: tables.url,
    fateOf: () => ({ kind: 'pass' }),
  });
  urls.set('queues, topics, buckets', queues.url);
  urls.set('tables', tables.url);
  urls.set('simulator', simulator.url);
  urls.set('HTTP API', httpApi.url);
  urls.set('Lambda API', lambdaApi.url);
  urls.set('runtime API', `http://${runtimeApi.address}`);
  urls.set('fault proxy', proxy.url);
  ends.push(
    proxy.close,
    runtimeApi.close,
    lambdaApi.close,
    httpApi.close,
    simulator.close,
    () => tables.process.stop(1_000),
    () => queues.process.stop(1_000),
  );
});

afterAll(async () => {
  for (const end of ends.splice(0)) await end();
});

describe.each([
  'queues, topics, buckets',
  'tables',
  'simulator',
  'HTTP API',
  'Lambda API',
  'runtime API',
  'fault proxy',
])('the port of: %s', (server) => {
  it.each([
    'evil.example',
    '127.0.0.1.evil.example',
    'localhost.evil.example',
    'evil-localhost.example',
  ])('refuses a host name that leads here, %s', async (name) => {
    const host = `${name}:${urlOf(server).port}`;

    expect(await ask(server, '/', { host })).toEqual(refused);
    expect(await ask(server, '/', { host, origin: `http://${host}` })).toEqual(refused);
  });

  it('refuses another port in Host, and none', async () => {
    expect(await ask(server, '/', { host: '127.0.0.1:1' })).toEqual(refused);
    expect(await ask(server, '/', { host: '127.0.0.1' })).toEqual(refused);
  });

  it.each(['https://evil.example', 'null', 'http://localhost:1', 'https://127.0.0.1'])(
    'refuses what a page of %s has a browser send: simple requests and preflights',
    async (origin) => {
      const preflight = {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'x-amz-target,authorization,x-amz-date',
      };

      expect(await ask(server, '/', { origin, 'content-type': 'text/plain' })).toEqual(refused);
      expect(await ask(server, '/', preflight, 'OPTIONS')).toEqual(refused);
      expect(await ask(server, '/', { origin }, 'GET')).toEqual(refused);
    },
  );

  it('refuses images, scripts and forms of other sites, which have no Origin', async () => {
    for (const site of ['cross-site', 'same-site'])
      expect(
        await ask(server, '/?Action=ListIdentities', { 'sec-fetch-site': site }, 'GET'),
      ).toEqual(refused);
  });

  it.each(['127.0.0.1', 'localhost', 'bucket.localhost'])(
    'answers programs that call it %s, and gives no origin leave to read',
    async (name) => {
      const { host, port } = urlOf(server);
      const answers = [
        await ask(server, '/nothing', { host: `${name}:${port}` }),
        await ask(server, '/nothing', { host, origin: `http://${host}` }),
      ];

      for (const { status, allowsOrigin } of answers) {
        expect(status).not.toBe(403);
        expect(allowsOrigin).toBeUndefined();
      }
    },
  );
});

describe('the simulator', () => {
  it('keeps its own interface and both APIs from pages of other sites', async () => {
    const origin = 'https://evil.example';
    const mail = '{"FromEmailAddress":"a@example.com","Content":{}}';
    const signed = 'X-Amz-Signature=x';

    expect(await ask('simulator', '/_sim/faults', { origin }, 'POST', '{"resetBefore":1}')).toEqual(
      refused,
    );
    expect(
      await ask('simulator', `/v2/email/outbound-emails?${signed}`, { origin }, 'POST', mail),
    ).toEqual(refused);
    for (const path of ['/_sim/messages', '/v2/email/account', `/?Action=GetSendQuota&${signed}`])
      expect(await ask('simulator', path, { 'sec-fetch-site': 'cross-site' }, 'GET')).toEqual(
        refused,
      );
  });

  it('lets links of other sites lead to its pages', async () => {
    const answer = await ask('simulator', '/', { 'sec-fetch-site': 'cross-site' }, 'GET');

    expect(answer.status).toBe(200);
  });
});

describe('the SDK', () => {
  it('works by 127.0.0.1 and by localhost', async () => {
    const url = urls.get('queues, topics, buckets') ?? '';
    for (const endpoint of [url, url.replace('127.0.0.1', 'localhost')]) {
      const clients = createEngineClients(region, endpoint, endpoint);
      const made = await clients.sqs.send(new CreateQueueCommand({ QueueName: 'any' }));
      clients.close();

      expect(made.QueueUrl).toContain('/any');
    }
  });
});

import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { portOrder, portsFrom, requireFreePorts } from '../../../local/stack/stack-ports.ts';
import { type Stack, startStack } from '../../../local/stack.ts';
import { removeTemporaryDirectories, temporaryDirectory } from '../support/bundles.ts';
import { smallPackage } from '../support/template.ts';

const simulatorScript = new URL('../support/silent-ses.mjs', import.meta.url).pathname;
const handler = 'export const handler = async () => ({ batchItemFailures: [] });';
const stacks: Stack[] = [];
const servers: Server[] = [];

const aStack = async (changes: Partial<Parameters<typeof startStack>[0]>): Promise<Stack> => {
  const stack = await startStack({
    package: await smallPackage({ work: handler, hear: handler, tick: handler }),
    directory: await temporaryDirectory(),
    quiet: true,
    simulatorScript,
    ...changes,
  });
  stacks.push(stack);
  return stack;
};

const occupied = async (port = 0): Promise<number> => {
  const server = createServer().listen(port, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
};

/** First of some free ports in a row. */
const freeBase = async (): Promise<number> => {
  for (;;) {
    const base = 20_000 + Math.floor(Math.random() * 20_000);
    const isFree = await requireFreePorts(portsFrom(base), '0.0.0.0').then(
      () => true,
      () => false,
    );
    if (isFree) return base;
  }
};

const portOf = (url: string): number => Number(new URL(url).port);

/** Status of an answer to a request that names a host. */
const statusFor = async (url: string, host: string): Promise<number> => {
  const { request } = await import('node:http');
  const { hostname, port } = new URL(url);
  const asked = request({ hostname, port, headers: { host } }).end();
  const [response] = await once(asked, 'response');
  response.resume();
  return response.statusCode;
};

afterEach(async () => {
  await Promise.all(stacks.splice(0).map((stack) => stack.stop()));
  for (const server of servers.splice(0)) server.close();
});
afterAll(removeTemporaryDirectories);

describe('ports and reach of a stack', () => {
  it('are fixed and open when that is asked for, with URLs that name the host', async () => {
    const base = await freeBase();
    const { endpoints } = await aStack({
      ports: portsFrom(base),
      reach: { bind: '0.0.0.0', host: '127.0.0.2' },
    });
    const { sqs, dynamodb, lambda, issuer, queues } = endpoints;

    expect([sqs, dynamodb, lambda, issuer.issuer].map(portOf)).toEqual(
      ['queues', 'tables', 'lambda', 'issuer'].map(
        (name) => base + portOrder.indexOf(name as (typeof portOrder)[number]),
      ),
    );
    for (const url of [sqs, dynamodb, lambda, issuer.issuer, queues.work ?? ''])
      expect(new URL(url).hostname).toBe('127.0.0.2');

    const client = new SQSClient({
      ...{ region: 'us-east-1', endpoint: sqs },
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
    const sent = await client.send(
      new SendMessageCommand({ QueueUrl: queues.work ?? '', MessageBody: 'hello' }),
    );
    client.destroy();
    expect(sent.MessageId).toEqual(expect.any(String));
  });

  it('still answer no page that has a name of its own for the address', async () => {
    const { endpoints } = await aStack({ reach: { bind: '0.0.0.0', host: '127.0.0.2' } });
    const port = portOf(endpoints.issuer.keysUrl);

    expect(await statusFor(endpoints.issuer.keysUrl, `127.0.0.2:${port}`)).not.toBe(403);
    expect(await statusFor(endpoints.issuer.keysUrl, `evil.example:${port}`)).toBe(403);
    expect(await statusFor(endpoints.dynamodb, `evil.example:${portOf(endpoints.dynamodb)}`)).toBe(
      403,
    );
  });

  it('name every port that is taken, before anything starts', async () => {
    const port = await occupied();

    await expect(aStack({ ports: { tables: port } })).rejects.toThrow(
      `${port} (tables): another program listens there\nGive another --port-base`,
    );
  });

  it('refuse an address that this machine does not have, and a name that it does not know', async () => {
    await expect(
      aStack({ ports: { api: 20_001 }, reach: { bind: '192.0.2.1', host: '127.0.0.1' } }),
    ).rejects.toThrow('192.0.2.1 of --bind is no address of this machine');
    await expect(
      aStack({ reach: { bind: '0.0.0.0', host: 'no-such-name.invalid' } }),
    ).rejects.toThrow('does not know the name no-such-name.invalid of --host');
  });
});

import { createServer } from 'node:http';
import { afterEach, describe, expect, it } from '@jest/globals';
import { credentials } from '../../../../cli/commands/credentials/credentials.ts';
import { listenOnLoopback } from '../../../../simulator/loopback/listen-on-loopback.ts';
import { capturedIo } from '../../captured-io.ts';

const close: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const one of close.splice(0)) await one();
});

const proof = { authorization: 'a', date: 'd', token: 't' };

const run = async (status: number, body: string, proving: typeof proof | undefined = proof) => {
  const server = createServer((_, response) => {
    response.writeHead(status).end(body);
  });
  const { port, close: end } = await listenOnLoopback(server, 0);
  close.push(end);
  const io = capturedIo();
  const hosts: string[] = [];
  const endpoint = `http://127.0.0.1:${port}`;
  const code = await credentials(
    { endpoint, endpointRegion: 'eu-west-1' },
    {
      ...io,
      proveRole: async (host) => {
        hosts.push(host);
        return proving;
      },
    },
  );
  return { code, out: io.out, err: io.err.join('\n'), hosts, host: `127.0.0.1:${port}` };
};

describe('credentials', () => {
  it('prints the key as it came, proved for the host of the endpoint', async () => {
    const { code, out, hosts, host } = await run(200, '{"Version":1}');

    expect([code, out, hosts]).toEqual([0, ['{"Version":1}'], [host]]);
  });

  it('says how a role is let in when it gets no key', async () => {
    const { code, out, err } = await run(403, '{"message":"no"}');

    expect([code, out]).toEqual([3, []]);
    expect(err).toMatch(/403.*no.*tenants keys create --role/s);
  });

  it('says so when the machine has no role', async () => {
    const io = capturedIo();
    const options = { endpoint: 'https://door.example', endpointRegion: 'eu-west-1' };

    expect(await credentials(options, { ...io, proveRole: async () => undefined })).toBe(3);
    expect(io.err.join()).toContain('has no AWS role');
  });

  it('fails when the endpoint fails, or there are no credentials', async () => {
    expect((await run(503, '')).code).toBe(1);
    const io = capturedIo();
    const proveRole = () => Promise.reject(new Error('Could not load credentials'));
    const options = { endpoint: 'https://door.example', endpointRegion: 'eu-west-1' };

    expect(await credentials(options, { ...io, proveRole })).toBe(1);
    expect(io.err.join()).toContain('Could not load credentials');
  });

  it.each(['door.example', 'ftp://door.example', ''])(
    'takes no endpoint like %j',
    async (endpoint) => {
      const io = capturedIo();
      const options = { endpoint, endpointRegion: 'eu-west-1' };

      expect(await credentials(options, { ...io, proveRole: async () => proof })).toBe(2);
    },
  );
});

import { spawn } from 'node:child_process';
import { createServer, type RequestListener } from 'node:http';
import { connect, createServer as createTcpServer, type Socket } from 'node:net';
import { fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import { afterEach, describe, expect, it } from '@jest/globals';
import { sendByV1, sendingClient } from '../../../../shared/aws/ses/ses-mailer.ts';
import type { RawMail } from '../../../../shared/ses-api/ports.ts';
import { listenOnLoopback } from '../../../../simulator/loopback/listen-on-loopback.ts';

const mail: RawMail = {
  kind: 'raw',
  source: 'shop@example.com',
  destinations: ['jane@example.org'],
  configurationSet: 'set',
  tags: {},
  mime: Buffer.from('Subject: x\r\n\r\nbody'),
};
const keys = { accessKeyId: 'x', secretAccessKey: 'x' };
const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

const serve = async (listener: RequestListener) => {
  const { port, close } = await listenOnLoopback(createServer(listener), 0);
  cleanups.push(close);
  return `http://127.0.0.1:${port}`;
};

const sendTo = (endpoint: string, credentials: Parameters<typeof sendingClient>[0] = {}) => {
  const client = sendingClient({
    endpoint,
    region: 'us-east-1',
    credentials: keys,
    ...credentials,
  });
  cleanups.push(() => client.destroy());
  return sendByV1(client)(mail);
};

/** SES that counts its requests, and an STS that answers as it is told. */
const withRoleOf = async (status: number, code: string) => {
  let asked = 0;
  const ses = await serve((_, response) => {
    asked += 1;
    response.writeHead(500).end();
  });
  const sts = await serve((_, response) =>
    response
      .writeHead(status, { 'content-type': 'text/xml' })
      .end(
        `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>${code}</Code><Message>User jane@example.org is not authorized</Message></Error></ErrorResponse>`,
      ),
  );
  const credentials = fromTemporaryCredentials({
    masterCredentials: keys,
    params: { RoleArn: 'arn:aws:iam::111111111111:role/sender', RoleSessionName: 'x' },
    clientConfig: { region: 'us-east-1', endpoint: sts, maxAttempts: 1 },
  });
  const answer = await sendTo(ses, { credentials });
  return { answer, asked };
};

/** A listener whose backlog is full: the kernel lets no further connection stand. */
const fullListener = async (): Promise<number> => {
  const program = `const s = require('node:net').createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
    require('node:fs').writeSync(1, String(s.address().port));
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60000);
  });`;
  const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  cleanups.push(() => child.kill('SIGKILL'));
  const port = await new Promise<number>((resolve) =>
    child.stdout.once('data', (text: Buffer) => resolve(Number(text.toString()))),
  );
  const fillers = Array.from({ length: 8 }, (): Socket => connect(port, '127.0.0.1'));
  for (const filler of fillers) filler.on('error', () => undefined);
  cleanups.push(() => {
    for (const filler of fillers) filler.destroy();
  });
  return port;
};

describe('answerToFailure', () => {
  it.each([
    [403, 'AccessDenied', 'paused'],
    [400, 'ValidationError', 'paused'],
    [400, 'ExpiredToken', 'paused'],
    [403, 'RegionDisabledException', 'paused'],
    [400, 'Throttling', 'unreachable'],
    [503, 'ServiceUnavailable', 'unreachable'],
  ] as const)(
    'takes an answer %s %s of STS for no answer of SES: the mail is certainly not sent, and waits',
    async (status, code, kind) => {
      const { answer, asked } = await withRoleOf(status, code);

      expect(answer).toMatchObject({ kind: 'refused', refusal: { kind } });
      expect(JSON.stringify(answer)).not.toContain('jane');
      expect(asked).toBe(0);
    },
  );

  it('takes an STS that cannot be reached for no fault of the account', async () => {
    const credentials = fromTemporaryCredentials({
      masterCredentials: keys,
      params: { RoleArn: 'arn:aws:iam::111111111111:role/sender', RoleSessionName: 'x' },
      clientConfig: { region: 'us-east-1', endpoint: 'http://sts.invalid', maxAttempts: 1 },
    });

    const answer = await sendTo(await serve(() => undefined), { credentials });

    expect(answer).toMatchObject({ kind: 'refused', refusal: { kind: 'unreachable' } });
  });

  it('takes credentials that cannot be found for an account that cannot send', async () => {
    const missing = async () => {
      throw Object.assign(new Error('Could not load'), { name: 'CredentialsProviderError' });
    };

    const answer = await sendTo(await serve(() => undefined), { credentials: missing });

    expect(answer).toMatchObject({ kind: 'refused', refusal: { kind: 'paused' } });
  });

  it('takes a request that cannot be built for a fault of its message alone', async () => {
    const broken = async () => {
      throw new TypeError('x is not a function');
    };

    const answer = await sendTo(await serve(() => undefined), { credentials: broken });

    expect(answer).toMatchObject({ kind: 'refused', refusal: { kind: 'message' } });
  });

  it('knows that nothing was sent when no connection is established in time', async () => {
    const port = await fullListener();

    const answer = await sendTo(`http://127.0.0.1:${port}`);

    expect(answer).toMatchObject({ kind: 'refused', refusal: { kind: 'unreachable' } });
  });

  it('knows that nothing was sent when the host has no address', async () => {
    expect(await sendTo('http://ses.invalid')).toMatchObject({
      kind: 'refused',
      refusal: { kind: 'unreachable' },
    });
  });

  it('knows that nothing was sent when the TLS handshake fails', async () => {
    const server = createTcpServer((socket) => socket.destroy());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
    cleanups.push(() => server.close());
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;

    expect(await sendTo(`https://127.0.0.1:${port}`)).toMatchObject({
      kind: 'refused',
      refusal: { kind: 'unreachable' },
    });
  });

  it.each([
    ['a reset', (_request, response) => void response.socket?.destroy()],
    ['a 500', (_request, response) => void response.writeHead(500).end()],
    [
      'an answer that breaks off',
      (_request, response) => {
        response.writeHead(200, { 'content-length': '500' }).write('<SendRaw');
        setTimeout(() => response.socket?.destroy(), 20);
      },
    ],
  ] as readonly (readonly [string, RequestListener])[])(
    'does not know whether SES took a mail after %s',
    async (_, listener) => {
      expect((await sendTo(await serve(listener))).kind).toBe('unknown');
    },
  );

  it.each([
    [403, '<html>Forbidden by the proxy</html>', 'unreachable'],
    [407, '', 'unreachable'],
    [413, 'too large', 'message'],
  ] as const)('takes a %s that is none of SES for %s', async (status, body, kind) => {
    const endpoint = await serve((_, response) => void response.writeHead(status).end(body));

    expect(await sendTo(endpoint)).toMatchObject({ kind: 'refused', refusal: { kind } });
  });
});

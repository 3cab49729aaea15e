import { createServer } from 'node:http';
import { afterEach, describe, expect, it } from '@jest/globals';
import { stsHttps } from '../../../functions/ses-door/sts-https.ts';
import { listenOnLoopback } from '../../../simulator/loopback/listen-on-loopback.ts';

const close: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const one of close.splice(0)) await one();
});

const call = { authorization: 'signed', date: 'date', token: 'token', door: 'door.example' };

/** An STS that answers so, and what it was asked. */
const askOf = async (status: number, body: string) => {
  const asked: unknown[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { authorization, 'x-amz-date': date, 'x-ses-pipeline-door': door } = request.headers;
    asked.push({ authorization, date, door, body: Buffer.concat(chunks).toString() });
    response.writeHead(status, { location: 'http://127.0.0.1:9/' }).end(body);
  });
  const { port, close: end } = await listenOnLoopback(server, 0);
  close.push(end);
  const endpoint = `http://127.0.0.1:${port}`;
  return { asked, ask: stsHttps({ region: 'eu-west-1', timeoutMs: 2_000, endpoint }) };
};

describe('stsHttps', () => {
  it('sends the call as it was signed, and reads whose it is', async () => {
    const { ask, asked } = await askOf(200, '<x><Arn>arn:aws:sts::1:assumed-role/a/b</Arn></x>');

    expect(await ask(call)).toBe('arn:aws:sts::1:assumed-role/a/b');
    expect(asked).toEqual([
      {
        ...{ authorization: 'signed', date: 'date', door: 'door.example' },
        body: 'Action=GetCallerIdentity&Version=2011-06-15',
      },
    ]);
  });

  it('knows no caller whom STS refuses, or of whom it says nothing', async () => {
    expect(await (await askOf(403, 'secret')).ask(call)).toBeUndefined();
    expect(await (await askOf(200, '<x/>')).ask(call)).toBeUndefined();
  });

  it.each([500, 302])('fails when STS answers %d, and follows nothing', async (status) => {
    const { ask } = await askOf(status, 'secret');

    await expect(ask(call)).rejects.toThrow(`status ${status}`);
  });
});
